// How the widget looks. Constructed sheets, because a strict Content-Security-Policy refuses <style> and style="…".
// Colours are mixed with the page's text colour, so they fit a dark page, whoever made it dark.
// Each text has room for all its lines, so that a placeholder is as high as what follows it.
// Important rules of a shadow tree beat all of the page's, so no theme reaches a notice.

export const listSheet = makeSheet(`
:host{display:block;min-inline-size:min(100%,16em)}
:host([hidden]){display:none!important}
:host([notice]){all:revert!important;display:block!important}
*{box-sizing:border-box;margin:0;padding:0;font:inherit;color:inherit}
section{line-height:1.5;container-type:inline-size}
.heading,.title{font-family:var(--related-heading-font,inherit);font-weight:650;line-height:1.3}
.heading{font-size:1.3em;margin-block-end:.8em}
.list{list-style:none;display:grid;gap:var(--related-gap,1em);grid-template-columns:repeat(var(--related-columns,var(--n,1)),minmax(0,1fr))}
.card{--kind:var(--related-accent,var(--hue,#64748b));position:relative;display:flow-root;overflow:hidden;padding:1.1em 1.2em;
 border:1px solid var(--related-border,color-mix(in srgb,currentColor 16%,transparent));
 border-radius:var(--related-radius,.75em);background:var(--related-background,color-mix(in srgb,currentColor 3%,transparent))}
[data-kind=stretching]{--hue:#0a9c83}
[data-kind=self-care]{--hue:#2f7fd0}
[data-kind=condition]{--hue:#8060d6}
[data-kind=anatomy]{--hue:#a9781c}
[data-kind=prevention]{--hue:#4f9a2c}
[data-kind=recovery]{--hue:#dc6a2a}
[data-kind=red-flag]{--hue:#e0344b}
.image{aspect-ratio:12/5;margin:-1.1em -1.2em 1em;overflow:hidden;background:color-mix(in srgb,var(--kind) 12%,transparent)}
img{display:block;inline-size:100%;block-size:100%;object-fit:cover}
.bare::before,.bare::after{content:"";display:block;aspect-ratio:24/5;margin:-.025em -1.2em}
.meta{display:flex;gap:.75em;justify-content:space-between;font-size:.78em;block-size:1lh;margin-block-end:.5em;white-space:nowrap;overflow:hidden}
.kind{font-weight:650;color:color-mix(in srgb,var(--kind) 64%,currentColor)}
.minutes,.excerpt,.reason{color:color-mix(in srgb,currentColor 76%,transparent)}
.title,.excerpt,.reason{block-size:calc(var(--lines)*1lh);overflow:hidden}
.title,.excerpt,.reason span{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:var(--lines);overflow:hidden;overflow-wrap:anywhere}
.title{--lines:2;font-size:1.08em}
.excerpt{--lines:3;font-size:.92em;margin-block:.4em .6em}
.reason{--lines:2;font-size:.82em;display:flex;align-items:end}
.title a::after{content:"";position:absolute;inset:0}
.card:hover{border-color:var(--kind)}
.title a:not(:hover){text-decoration:none}
.title a:focus-visible{outline:0}
.title a:focus-visible::after{outline:3px solid var(--kind);outline-offset:-3px}
@container (min-width:600px) and (min-width:28em){.list{--n:2}}
@container (min-width:46em){.list:has(>:last-child:nth-child(3n)){--n:3}}
@container (min-width:60em){.list{--n:4}}
:host(:is([layout=list],[layout=compact])) :is(.list,.card){--n:1;gap:0;border-width:1px 0 0;border-radius:0;background:0;padding-inline:0}
:host([layout=list]) .bare::before,:host([layout=list]) .bare::after,:host([layout=compact]) .bare::before,:host([layout=compact]) .bare::after{content:none}
:host([layout=list]) .card{display:grid;grid-template-columns:auto minmax(0,1fr)}
:host([layout=list]) .card>*{grid-column:2}
:host([layout=list]) .image{grid-area:1/1/span 4;align-self:start;inline-size:min(30cqi,9em);aspect-ratio:1;margin:0;margin-inline-end:1em}
:host([layout=compact]) .card{padding-block:.6em}
:host([layout=compact]) :is(.image,.excerpt,.reason){display:none}
@container (min-width:34em){:host(:is([layout=list],[layout=compact])) :is(.title,.reason){--lines:1}}
[aria-busy] .heading{visibility:hidden}
[aria-busy] :is(.title,.excerpt){background:color-mix(in srgb,currentColor 8%,transparent)}
@media print{[aria-busy]{display:none}.card{break-inside:avoid}}
`);

export const noticeSheet = makeSheet(`
.notice{all:initial;display:block;margin-block-end:1.5em;padding:1em 1.25em;border:2px solid #b7791f;border-inline-start-width:.6em;border-radius:.5em;overflow-wrap:anywhere;
 font:400 clamp(16px,1em,32px)/1.5 system-ui,sans-serif;color:#3d2c00;background:#fff7df}
.notice>*{display:block;inline-size:fit-content}
.notice :is(strong,a){font-weight:700}
.notice :focus-visible{outline:3px solid}
.notice[data-level=urgent]{border-color:#9a3412;color:#241500;background:#ffc93d}
.notice[data-level=emergency]{border-color:#5f0010;color:#fff;background:#b3001b}
@media print{.notice{break-inside:avoid}.notice[data-level]{color:#000;background:#fff}}
`);

// A notice away from its list: at the top of the window, or in the place that the page's owner has named.
export const awaySheet = makeSheet(`
:host{all:initial!important;display:block!important}
:host([popover]){position:fixed!important;inset:0 0 auto!important;z-index:2147483647!important;max-block-size:60vh!important;overflow:auto!important;box-shadow:0 2px 14px #0006!important}
:host([popover]) .notice{position:relative;margin:0;border-width:0 0 4px;border-radius:0;
 padding:max(.7em,env(safe-area-inset-top)) max(52px,calc(50vw - 22em),env(safe-area-inset-right)) .8em max(1.2em,calc(50vw - 22em),env(safe-area-inset-left))}
.notice a{color:inherit;cursor:pointer}
.notice>.close{all:initial;position:absolute;inset:max(4px,env(safe-area-inset-top)) 4px auto auto;inline-size:44px;block-size:44px;
 font:400 28px/44px system-ui,sans-serif;text-align:center;color:inherit;cursor:pointer}
.notice>.close:focus-visible{outline:3px solid}
@media print{:host([popover]){display:none!important}}
`);

function makeSheet(rules) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
}
