"""Addresses that lead, or might be taken to lead, into private networks."""

HOSTILE_ADDRESSES = {
    "this network": "0.0.0.0 0.1.2.3",
    "private": "10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.254 192.168.0.1 192.168.255.255",
    "shared, and a cloud's metadata in it": "100.64.0.1 100.127.255.254 100.100.100.200",
    "loopback": "127.0.0.1 127.0.0.53 127.255.255.255",
    "link-local, and metadata in it": "169.254.0.1 169.254.169.254 169.254.170.2",
    "a cloud's host agent": "168.63.129.16",
    "protocol assignments, and metadata in them": "192.0.0.1 192.0.0.170 192.0.0.192",
    "documentation": "192.0.2.1 198.51.100.1 203.0.113.1",
    "6to4 relays, AS112, AMT": "192.88.99.1 192.31.196.1 192.175.48.1 192.52.193.1",
    "benchmarks": "198.18.0.1 198.19.255.255",
    "multicast": "224.0.0.1 239.255.255.250",
    "reserved and broadcast": "240.0.0.1 255.255.255.254 255.255.255.255",
    "unspecified and loopback": ":: ::1",
    "mapped": "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8",
    "compatible and translated": "::127.0.0.1 ::ffff:0:127.0.0.1",
    "NAT64": "64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b::808:808 64:ff9b:1::7f00:1",
    "discard": "100::1",
    "Teredo, ORCHID, benchmarks, AMT": "2001::1 2001:0:7f00:1::1 2001:10::1 2001:20::1 2001:2::1 2001:3::1",
    "documentation, v6": "2001:db8::1 3fff::1",
    "6to4": "2002:7f00:1::1 2002:a9fe:a9fe::1 2002:808:808::1",
    "AS112, v6": "2620:4f:8000::1",
    "ISATAP": "2a00:1450::5efe:7f00:1 2a00:1450::200:5efe:a9fe:a9fe",
    "segment routing, and space that nobody has": "5f00::1 4000::1 e000::1 200::1",
    "unique local, and metadata in it": "fc00::1 fd00:ec2::254 fdff::1",
    "link-local, v6": "fe80::1 febf::1",
    "site-local": "fec0::1 feff::1",
    "multicast, v6": "ff00::1 ff02::1 ff0e::1",
}
ADDRESSES = [address for group in HOSTILE_ADDRESSES.values() for address in group.split()]

URLS = [
    *"""
http://127.0.0.1/ http://127.1/ http://127.0.1/ http://2130706433/ http://0x7f000001/ http://0x7f.1/ http://0x7f.0.0.0x1/
http://0177.0.0.1/ http://017700000001/ http://0/ http://0.0.0.0/ http://127.0.0.1./ http://blog.test./ http://1.1.1.1/
http://[::1]/ http://[::]/ http://[::ffff:127.0.0.1]/ http://[fe80::1%25eth0]/ http://[::1].blog.test/ http://::1/
http://１２７.0.0.1/ http://127。0。0。1/ http://①②⑦.0.0.1/ http://blog.test@127.0.0.1/ http://127.0.0.1@blog.test/
http://user:secret@blog.test/ http://blog.test:secret@evil.test/ http://blog.test\\@evil.test/ http://evil.test\\.blog.test/
http://evil.test#@blog.test/ http://evil.test?@blog.test/ http://evil.test/@blog.test http://blog.test.evil.test/
http://evilblog.test/ http://sub.blog.test/ http://localhost/ http://localhost.localdomain/ http://blog/ http:///blog.test/
http:blog.test http:/blog.test //blog.test/ blog.test https:// ftp://blog.test/ file:///etc/passwd file://blog.test/etc
gopher://blog.test/ javascript:alert(1) data:text/html,x dict://blog.test:11211/ unix:///run/x http://blog.test:22/
http://blog.test:0/ http://blog.test:65536/ http://blog.test:-1/ http://blog.test:8080/ http://blog.test:80:80/
http://blog.test:８０/ http://blog%2etest/ http://blog.test%00.evil.test/ http://blog.test%2f@evil.test/
http://xn--a.test/ http://a..test/ http://metadata.google.internal/
""".split(),
    "http://bl\tog.test/",
    "http://blog.test/\r\nHost: evil.test",
    "http://blog.test/\u2028x",
    "http://blog.test /",
    " http://blog.test/",
]
"""Addresses of pages that a site `blog.test` does not cover, though some parser may think so."""
