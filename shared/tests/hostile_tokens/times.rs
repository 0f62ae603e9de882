//! Times (RFC 7519, sections 4.1.4 to 4.1.6): whole seconds. `exp` must be in the future, without leeway. `nbf` and
//! `iat` may be at most ten seconds in the future.

use serde_json::{Value, json};

use crate::forger::{Genuine, now};
use crate::forgery::{Forgery, sealed};

pub(crate) fn forgeries() -> Vec<Forgery> {
    [no_times(), wrong_texts(), over(), ahead()].into_iter().flatten().collect()
}

fn time(name: &'static str, value: Value) -> Forgery {
    sealed(format!("{name} {value}"), move |genuine| genuine.claims_with(name, value.clone()))
}

fn no_times() -> Vec<Forgery> {
    let later = now().as_second() + 60;
    let values = [
        json!(later.to_string()),
        json!(""),
        json!("2026-11-24T09:30:00Z"),
        json!(1_795_512_660.5),
        json!(1_795_512_660.0),
        json!(1e300),
        json!(u64::MAX),
        json!(i64::MAX),
        json!(now().as_millisecond()),
        json!(-1),
        json!(i64::MIN),
        json!(null),
        json!(true),
        json!(false),
        json!([later]),
        json!({}),
    ];
    let names = ["exp", "iat", "nbf"];
    names.into_iter().flat_map(|name| values.clone().map(|value| time(name, value))).collect()
}

/// Texts that are not whole numbers in JSON.
fn wrong_texts() -> Vec<Forgery> {
    [
        "+1795512660",
        "01795512660",
        "0x6B05B8D4",
        "1_795_512_660",
        "1795512660.",
        "Infinity",
        "NaN",
        "-0.0",
        "1795512660e0",
    ]
    .into_iter()
    .map(|text| {
        sealed(format!("exp {text}"), move |genuine: &Genuine| {
            let own = format!("\"exp\":{}", genuine.claims["exp"]);
            let claims = genuine.claims.to_string();
            assert!(claims.contains(&own));
            genuine.claims_text(claims.replace(&own, &format!("\"exp\":{text}")))
        })
    })
    .collect()
}

fn over() -> Vec<Forgery> {
    let now = now().as_second();
    let next_second = move |genuine: &Genuine| genuine.claims_with("exp", json!(now + 1));
    [0, now - 3600, now - 1, now].map(|exp| time("exp", json!(exp)).expired().with_control(next_second)).into()
}

fn ahead() -> Vec<Forgery> {
    let now = now().as_second();
    let mut forgeries = Vec::new();
    for name in ["iat", "nbf"] {
        let within_the_leeway = move |genuine: &Genuine| genuine.claims_with(name, json!(now + 10));
        forgeries.extend([11, 60, 86_400].map(|ahead| time(name, json!(now + ahead)).with_control(within_the_leeway)));
    }
    forgeries
}
