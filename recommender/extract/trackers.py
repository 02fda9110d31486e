"""Query parameters that name the way to a page, a visit or a variant of the page, and not the page.

A list of our own, because no library's fits: docs/decisions.md has the figures. Each name is documented by the one who
adds it, or stands in a public list: the tracking-query-params-registry (2025), ClearURLs' global rules (2025). Names
that some sites have for their pages are left out, though such a list has them: `pid`, `source`, `si`, `cid`, `r`.
"""

from __future__ import annotations

import re

_FAMILIES = "utm mtm matomo piwik hsa itm oft otm vero"
"""What a campaign tool begins all of its names with."""

_NAMES = """
utm gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid gpromocode gqt _ga _gl gs_l
msclkid oicd cvid fbclid fb_action_ids fb_action_types fb_ref fb_source fb_comment_id fbadid mibextid igsh igshid
action_object_map action_ref_map action_type_map
twclid __twitter_impression tw_source tw_campaign tw_term tw_content tw_adid ref_src ref_url ref ttclid tgclid
li_fat_id trk_contact trk_msg trk_module trk_sid rdt_cid epik pp_click sccid nd_clid ndclid qclid wtrid
yclid ysclid ymclid ym_tracking_id _openstat spm awclid
mc_cid mc_eid mc_tc __hssc __hstc __hsfp _hsenc _hsmi hsctatracking mkt_tok _ke _kx ml_subscriber ml_subscriber_hash
ck_subscriber_id omnisendcontactid oly_anon_id oly_enc_id bsft_clkid bsft_eid bsft_mid bsft_uid bsft_aaid bsft_ek dm_i
_bta_tid _bta_c vmcid et_rid elqtrackid elqtrack elqcampaignid elqaid elqat elqak __s _bhlid bbeml ss_email_id h_sid
h_slt sc_customer sc_eh sc_uid sms_source sms_click sms_uph vgo_ee _cldee esid ct_params mindbox-message-key
mindbox-click-id rb_clickid wickedid unicorn_click_id irclickid irgwc cjevent cjdata subafid ranmid raneaid ransiteid
sscid awc dicbo tblci obclid auctid mkevt mkcid mkrid _branch_match_id _branch_referrer af_xp af_ad af_adset
s_cid s_kwcid ef_id adobe_mc adobe_mc_ref adobe_mc_sdid wt.mc_id wt_mc wt_zmc at_recipient_id at_recipient_list
at_campaign at_medium at_link at_send_date at_ptr_name xtor cmpid icid cm_mmc cm_me cm_cr mkwid pcrid
pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid pk_vid echobox ncid ns_campaign ns_source
ns_mchannel ns_linkname guccounter guce_referrer guce_referrer_sig soc_src soc_trk hmb_campaign hmb_medium hmb_source
_z1_agid _z1_caid _z1_msid _z1_pub gdfms gdftrk gdffi sb_referer_host redirect_log_mongo_id redirect_mongo_id wprov
tracking_source os_ehash ceneo_spo
phpsessid jsessionid sessionid replytocom unapproved moderation-hash doing_wp_cron nowprocket ao_noptimize cn-reloaded
cn_reloaded amp noamp amp_js_v amp_gsa amp_latest_update_time amp_cb outputtype usqp
"""
"""Click and campaign identifiers by platform, then mail, shops and advertisements, analytics; then sessions and what a
blog's software adds, whatever the page; then variants of AMP."""

_TRACKERS = frozenset(_NAMES.split())
_FAMILY = re.compile(rf"(?:{'|'.join(_FAMILIES.split())})_", re.IGNORECASE)


def names_page(name: str, value: str) -> bool:
    """Whether a query parameter may say which page it is."""
    if name == "m" and value in ("0", "1"):  # Blogger's mobile pages; WordPress has months as m=202611
        return False
    return name.lower() not in _TRACKERS and _FAMILY.match(name) is None
