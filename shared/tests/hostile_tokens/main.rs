//! Forged tokens against the verifiers of both kinds of token. Each forgery has a control: the same token without the
//! fault, which is accepted. So no forgery is refused for a different reason.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "the set-up of a test may panic too")]

mod algorithms;
mod claims;
mod encodings;
mod forger;
mod forgery;
mod headers;
mod json_texts;
mod rfc;
mod shapes;
mod signatures;
mod times;
mod wycheproof;

use std::collections::HashSet;

use forger::{Genuine, Kind, NEXT_SECRET, SECRET, access_tokens, is_sealed, now, refresh_tokens, secrets, sign};
use forgery::Forgery;
use shared::auth::TokenRejected;
use shared::auth::access_token::AccessTokens;
use shared::auth::refresh_token::RefreshTokens;

/// The minimum number of forgeries, so that a mistake in the table does not go unnoticed.
const AT_LEAST: usize = 600;

fn table() -> Vec<Forgery> {
    let tables = [
        algorithms::forgeries,
        headers::forgeries,
        signatures::forgeries,
        encodings::forgeries,
        shapes::forgeries,
        claims::forgeries,
        json_texts::forgeries,
        times::forgeries,
    ];
    tables.into_iter().flat_map(|forgeries| forgeries()).collect()
}

/// The two verifiers of a deployment.
struct Verifiers {
    access: AccessTokens,
    refresh: RefreshTokens,
}

impl Verifiers {
    fn new(primary: &str, secondary: Option<&str>) -> Self {
        let secrets = secrets(primary, secondary);
        Self { access: access_tokens(&secrets), refresh: refresh_tokens(&secrets) }
    }

    fn judge(&self, kind: Kind, token: &str) -> Result<(), TokenRejected> {
        match kind {
            Kind::Access => self.access.verify(token, now()).map(drop),
            Kind::Refresh => self.refresh.verify(token, now()).map(drop),
        }
    }

    /// Describes a verifier that accepts the token or refuses it for an unexpected reason.
    fn complaint(&self, token: &str, kind: Kind, refusal: TokenRejected) -> Option<String> {
        let logout = self.refresh.verify_ignoring_expiry(token, now()).map(drop);
        let expected_of = |verifier| if verifier == kind { Err(refusal) } else { Err(TokenRejected::Invalid) };
        let expected_at_logout = if (kind, refusal) == (Kind::Refresh, TokenRejected::Expired) {
            Ok(())
        } else {
            Err(TokenRejected::Invalid)
        };
        [
            ("access", self.judge(Kind::Access, token), expected_of(Kind::Access)),
            ("refresh", self.judge(Kind::Refresh, token), expected_of(Kind::Refresh)),
            ("logout", logout, expected_at_logout),
        ]
        .into_iter()
        .find(|(_, verdict, expected)| verdict != expected)
        .map(|(verifier, verdict, expected)| format!("{verifier}: {verdict:?} instead of {expected:?}"))
    }
}

/// The deployment that signed the genuine tokens, before and after it rotated to its next secret.
fn deployments() -> [Verifiers; 2] {
    [Verifiers::new(SECRET, None), Verifiers::new(NEXT_SECRET, Some(SECRET))]
}

#[test]
fn every_forgery_is_refused_by_both_verifiers_and_its_control_is_accepted() {
    let mut complaints = Vec::new();
    let mut tokens = 0;
    for forgery in table() {
        for kind in forgery.kinds.iter().copied() {
            let genuine = Genuine::of(kind);
            let (forged, control) = ((forgery.make)(&genuine), (forgery.control)(&genuine));
            let case = format!("{} ({kind:?})", forgery.name);
            assert_ne!(forged, control, "{case}");
            assert!(is_sealed(&control), "{case}: the control is not signed");
            assert_eq!(is_sealed(&forged), forgery.sealed, "{case}: whether it has a valid signature");
            for deployment in deployments() {
                tokens += 1;
                assert_eq!(deployment.judge(kind, &control), Ok(()), "{case}: the control is refused");
                complaints.extend(
                    deployment
                        .complaint(&forged, kind, forgery.refusal)
                        .map(|complaint| format!("{case}: {complaint}: {forged:.200}")),
                );
            }
        }
    }
    assert!(complaints.is_empty(), "{} of {tokens}:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn the_cases_of_the_table_are_distinct_and_enough() {
    let names: Vec<_> = table().into_iter().map(|forgery| forgery.name).collect();
    let mut seen = HashSet::new();
    let twice: Vec<_> = names.iter().filter(|name| !seen.insert(*name)).collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert!(names.len() >= AT_LEAST, "{} forgeries", names.len());
}

#[test]
fn one_kind_is_never_accepted_as_the_other_even_with_the_same_secret() {
    for deployment in deployments() {
        for (kind, other) in [(Kind::Access, Kind::Refresh), (Kind::Refresh, Kind::Access)] {
            let token = sign(kind, SECRET);
            assert_eq!(deployment.judge(kind, &token), Ok(()));
            assert_eq!(deployment.judge(other, &token), Err(TokenRejected::Invalid));
        }
    }
}
