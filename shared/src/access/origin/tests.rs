use super::*;

const PAGE: &str = "https://app.example.com";
const OWN: &str = "https://api.example.com";
const EVIL: &str = "https://evil.example.com";

fn of(list: &str) -> Result<AllowedOrigins, ConfigError> {
    AllowedOrigins::from_environment(&[("ALLOWED_ORIGINS", list)].into_iter().collect())
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [("host", "api.example.com")].iter().chain(pairs) {
        headers.append(*name, value.parse().unwrap());
    }
    headers
}

fn sender(pairs: &[(&'static str, &str)]) -> Sender {
    of("https://app.example.com, capacitor://localhost").unwrap().sender(&headers(pairs))
}

#[test]
fn the_headers_of_a_browser_say_which_page_sent_the_request() {
    for (site, origin, expected) in [
        (Some("same-origin"), Some(OWN), Sender::OwnPage),
        (Some("same-origin"), None, Sender::OwnPage),
        (Some("same-origin"), Some("https://www.example.com"), Sender::OwnPage), // a proxy changed the host
        (Some("same-origin"), Some("null"), Sender::ForeignPage),
        (Some("same-site"), Some(PAGE), Sender::AllowedPage),
        (Some("same-site"), Some(EVIL), Sender::ForeignPage),
        (Some("same-site"), None, Sender::ForeignPage),
        (Some("cross-site"), Some(PAGE), Sender::AllowedPage),
        (Some("cross-site"), Some("capacitor://localhost"), Sender::AllowedPage),
        (Some("cross-site"), Some(EVIL), Sender::ForeignPage),
        (Some("cross-site"), Some("http://api.example.com"), Sender::ForeignPage),
        (Some("cross-site"), Some("null"), Sender::ForeignPage),
        (Some("cross-site"), None, Sender::ForeignPage),
        (Some("none"), None, Sender::ForeignPage),
        (Some("none"), Some(PAGE), Sender::AllowedPage),
        (Some("Same-Origin"), None, Sender::ForeignPage),
        (Some(""), None, Sender::ForeignPage),
        (None, Some(PAGE), Sender::AllowedPage),
        (None, Some("HTTPS://app.example.com"), Sender::ForeignPage),
        (None, Some("https://app.example.com.evil.example"), Sender::ForeignPage),
        (None, Some(OWN), Sender::OwnPage),
        (None, Some(EVIL), Sender::ForeignPage),
        (None, Some("null"), Sender::ForeignPage),
        (None, Some(""), Sender::ForeignPage),
        (None, None, Sender::NoBrowser),
    ] {
        let mut sent = Vec::new();
        sent.extend(site.map(|site| ("sec-fetch-site", site)));
        sent.extend(origin.map(|origin| ("origin", origin)));
        assert_eq!(sender(&sent), expected, "{site:?} {origin:?}");
    }
}

#[test]
fn a_duplicate_header_is_foreign() {
    assert_eq!(sender(&[("origin", PAGE), ("origin", PAGE)]), Sender::ForeignPage);
    assert_eq!(sender(&[("origin", "https://app.example.com,https://app.example.com")]), Sender::ForeignPage);
    let twice = [("sec-fetch-site", "same-origin"), ("sec-fetch-site", "same-origin")];
    assert_eq!(sender(&twice), Sender::ForeignPage);
}

#[test]
fn without_fetch_metadata_an_own_page_has_the_requests_host_and_scheme() {
    for (origin, forwarded, own) in [
        ("http://api.example.com", None, true),
        ("http://api.example.com", Some("http"), true),
        ("http://api.example.com", Some("https"), false),
        ("https://api.example.com", Some("https"), true),
        ("https://api.example.com", Some("https, http"), true),
        ("https://api.example.com:8443", None, false),
        ("https://API.example.com", None, true),
        ("api.example.com", None, false),
    ] {
        let mut sent = vec![("origin", origin)];
        sent.extend(forwarded.map(|scheme| ("x-forwarded-proto", scheme)));
        assert_eq!(sender(&sent) == Sender::OwnPage, own, "{origin} {forwarded:?}");
    }
    let mut nowhere = headers(&[("origin", OWN)]);
    nowhere.remove(HOST);
    assert_eq!(AllowedOrigins::default().sender(&nowhere), Sender::ForeignPage);
}

#[test]
fn a_login_in_cookie_mode_is_for_pages_of_the_same_site_and_for_clients_that_are_no_browser() {
    for (sent, may) in [
        (&[][..], true),
        (&[("sec-fetch-site", "same-origin")], true),
        (&[("sec-fetch-site", "same-site"), ("origin", PAGE)], true),
        (&[("sec-fetch-site", "same-site"), ("origin", EVIL)], false),
        (&[("origin", EVIL)], false),
        (&[("origin", PAGE)], true),
        (&[("sec-fetch-site", "cross-site"), ("origin", PAGE)], false),
    ] {
        assert_eq!(of(PAGE).unwrap().check_login(&headers(sent)).is_ok(), may, "{sent:?}");
    }
}

#[test]
fn origins_are_separated_by_commas() {
    let list = "http://localhost:5173, https://app.example.com,,capacitor://localhost,http://[::1]:8080,";
    let values: Vec<_> = of(list).unwrap().header_values().collect();
    assert_eq!(values, ["http://localhost:5173", PAGE, "capacitor://localhost", "http://[::1]:8080"]);
    assert_eq!(of("").unwrap().header_values().count(), 0);
}

#[test]
fn an_origin_that_no_browser_sends_is_an_invalid_setting() {
    for wrong in [
        "*",
        "https://*",
        "https://*.example.com",
        "HTTPS://App.Example.com",
        "https://a.example/",
        "https://a.example:443",
        "http://a.example:80",
        "https://a.example https://b.example",
        "https://straße.example",
        "https://ada@a.example",
        "://a.example",
        "file://",
        "a.example",
        "null",
        "http://a\nb",
    ] {
        let error = of(&format!("https://good.example,{wrong}")).unwrap_err().to_string();
        assert!(error.starts_with("ALLOWED_ORIGINS is invalid; "), "{wrong:?}: {error}");
    }
}

#[test]
fn a_cookie_is_used_for_its_own_page_and_for_those_that_are_allowed() {
    for (site, origin, may) in [
        (Some("same-origin"), None, true),
        (Some("same-origin"), Some(OWN), true),
        (Some("same-site"), Some(PAGE), true),
        (Some("same-site"), Some(EVIL), false),
        (Some("same-site"), None, false),
        (None, Some(PAGE), true),
        (None, Some(EVIL), false),
        (None, Some("null"), false),
        (None, None, false),
        (Some("cross-site"), Some(PAGE), false),
        (Some("cross-site"), None, false),
        (Some("none"), None, false),
        (Some("Same-Origin"), None, false),
        (Some(""), Some(PAGE), false),
    ] {
        let mut sent = vec![("cookie", "a=b; __Host-refresh_token=token; c=d")];
        sent.extend(site.map(|site| ("sec-fetch-site", site)));
        sent.extend(origin.map(|origin| ("origin", origin)));
        let found = of("https://app.example.com, http://localhost:5173").unwrap().refresh_tokens(&headers(&sent));
        assert_eq!(found.is_ok_and(|tokens| tokens == ["token"]), may, "{site:?} {origin:?}");
    }
}
