use proptest::prelude::*;

use super::*;

const LEEWAY: SignedDuration = SignedDuration::from_secs(10);

fn at(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap()
}

fn token_id(number: u8) -> TokenId {
    TokenId::new([number; 16])
}

/// A session of generation 3, acknowledged at 100 s, that ends at 1000 s.
fn session() -> Session {
    Session {
        user_id: UserId::new(at(0), [0; 10]),
        id: SessionId::new([0; 16]),
        email: Email::parse("ada@example.com").unwrap(),
        credential_version: 1,
        generation: 3,
        token_id: token_id(3),
        previous_token_id: Some(token_id(2)),
        acknowledged_at: Some(at(100_000)),
        ends_at: at(1_000_000),
        created_at: at(0),
        last_used_at: at(100_000),
        user_agent: None,
        ip: None,
        revoked_at: None,
    }
}

fn first_session() -> Session {
    Session { generation: 0, token_id: token_id(0), previous_token_id: None, acknowledged_at: None, ..session() }
}

fn presented(generation: u64, id: u8) -> PresentedToken {
    PresentedToken { generation, token_id: token_id(id), rotation: Rotation::Acknowledged }
}

fn strict(generation: u64, id: u8) -> PresentedToken {
    PresentedToken { rotation: Rotation::Strict, ..presented(generation, id) }
}

/// The last moment of the leeway and the first after it.
const IN_TIME: i64 = 110_000;
const TOO_LATE: i64 = 110_001;

#[test]
fn every_row_of_the_table_has_its_verdict() {
    use Rejection::{Ended, GenerationFromTheFuture, OtherFirstToken, Revoked};
    let revoked = Session { revoked_at: Some(at(1)), ..session() };
    let known = session();
    let goes_on = Verdict::Continue(&known);
    for (name, token, stored, now, verdict) in [
        ("revoked", presented(3, 3), revoked, IN_TIME, Verdict::Reject(Revoked)),
        ("its last moment", presented(3, 3), session(), 999_999, goes_on),
        ("ended", presented(3, 3), session(), 1_000_000, Verdict::Reject(Ended)),
        ("from the future", presented(5, 5), session(), IN_TIME, Verdict::Reject(GenerationFromTheFuture)),
        ("other first token", presented(0, 9), first_session(), IN_TIME, Verdict::Reject(OtherFirstToken)),
        ("current, much later", presented(3, 3), session(), 900_000, goes_on),
        ("current, strict, in time", strict(3, 3), session(), IN_TIME, goes_on),
        ("current, strict, too late", strict(3, 3), session(), TOO_LATE, Verdict::Theft),
        ("sibling in time", presented(3, 9), session(), IN_TIME, goes_on),
        ("sibling too late", presented(3, 9), session(), TOO_LATE, Verdict::Theft),
        ("predecessor in time", presented(2, 2), session(), IN_TIME, goes_on),
        ("predecessor too late", presented(2, 2), session(), TOO_LATE, Verdict::Theft),
        ("predecessor's sibling", presented(2, 9), session(), IN_TIME, Verdict::Theft),
        ("two generations ago", presented(1, 1), session(), IN_TIME, Verdict::Theft),
        ("the login's token, three generations ago", presented(0, 0), session(), IN_TIME, Verdict::Theft),
    ] {
        assert_eq!(token.judge(Some(&stored), at(now), LEEWAY), verdict, "{name}");
    }
}

#[test]
fn an_unknown_session_revokes_nothing() {
    assert_eq!(presented(0, 0).judge(None, at(0), LEEWAY), Verdict::Reject(Rejection::NoSession));
}

#[test]
fn the_first_token_of_strict_mode_has_the_leeway_of_its_first_use() {
    let used = Session { acknowledged_at: Some(at(100_000)), ..first_session() };
    assert_eq!(strict(0, 0).judge(Some(&used), at(IN_TIME), LEEWAY), Verdict::Continue(&used));
    assert_eq!(strict(0, 0).judge(Some(&used), at(TOO_LATE), LEEWAY), Verdict::Theft);
}

#[test]
fn a_token_asks_for_the_write_of_its_generation() {
    assert_eq!(presented(0, 0).advance(), Advance::UseFirst);
    assert_eq!(strict(0, 0).advance(), Advance::UseFirstOnce);
    assert_eq!(presented(4, 4).advance(), Advance::Acknowledge { from_generation: 3 });
    assert_eq!(strict(u64::MAX, 4).advance(), Advance::Acknowledge { from_generation: u64::MAX - 1 });
}

prop_compose! {
    fn any_session()(
        generation in prop_oneof![0..5_u64, Just(u64::MAX)],
        token in 0..4_u8,
        previous in proptest::option::of(0..4_u8),
        acknowledged_at in proptest::option::of(0..200_000_i64),
        revoked_at in proptest::option::of(0..200_000_i64),
        ends_at in 0..200_000_i64,
    ) -> Session {
        Session {
            generation,
            token_id: token_id(token),
            previous_token_id: previous.map(token_id),
            acknowledged_at: acknowledged_at.map(at),
            revoked_at: revoked_at.map(at),
            ends_at: at(ends_at),
            ..session()
        }
    }
}

prop_compose! {
    fn any_token()(
        generation in prop_oneof![0..6_u64, Just(u64::MAX)],
        token in 0..4_u8,
        rotation in prop_oneof![Just(Rotation::Acknowledged), Just(Rotation::Strict)],
    ) -> PresentedToken {
        PresentedToken { generation, token_id: token_id(token), rotation }
    }
}

proptest! {
    #[test]
    fn a_dead_session_answers_nobody_and_loses_nothing(session in any_session(), token in any_token(), now in 0..200_000_i64) {
        let dead = session.revoked_at.is_some() || session.ends_at <= at(now);
        let verdict = token.judge(Some(&session), at(now), LEEWAY);
        if dead {
            prop_assert!(matches!(verdict, Verdict::Reject(Rejection::Revoked | Rejection::Ended)));
        } else {
            prop_assert!(!matches!(verdict, Verdict::Reject(Rejection::Revoked | Rejection::Ended | Rejection::NoSession)));
        }
    }

    #[test]
    fn only_a_token_that_was_signed_for_this_generation_or_the_last_goes_on(
        session in any_session(), token in any_token(), now in 0..200_000_i64,
    ) {
        if let Verdict::Continue(judged) = token.judge(Some(&session), at(now), LEEWAY) {
            prop_assert_eq!(judged, &session);
            prop_assert!(token.generation == session.generation || token.generation + 1 == session.generation);
        }
    }

    #[test]
    fn what_is_theft_stays_theft_as_time_goes_on(
        session in any_session(), token in any_token(), now in 0..200_000_i64, later in 0..100_000_i64,
    ) {
        let live = |time| !matches!(token.judge(Some(&session), at(time), LEEWAY), Verdict::Reject(_));
        if token.judge(Some(&session), at(now), LEEWAY) == Verdict::Theft && live(now + later) {
            prop_assert_eq!(token.judge(Some(&session), at(now + later), LEEWAY), Verdict::Theft);
        }
    }

    #[test]
    fn the_honest_holder_of_the_acknowledged_token_is_never_taken_for_a_thief(session in any_session(), now in 0..200_000_i64) {
        let token = PresentedToken {
            generation: session.generation, token_id: session.token_id, rotation: Rotation::Acknowledged,
        };
        prop_assert_ne!(token.judge(Some(&session), at(now), LEEWAY), Verdict::Theft);
    }
}
