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
    let (user_id, email) = (UserId::new(at(0), [0; 10]), Email::parse("ada@example.com").unwrap());
    let owner = SessionOwner { user_id, email, credential_version: 1 };
    let ids = (SessionId::new([0; 16]), token_id(3));
    Session {
        generation: 3,
        previous_token_id: Some(token_id(2)),
        acknowledged_at: Some(at(100_000)),
        last_used_at: at(100_000),
        ..Session::begin(owner, SessionClient::default(), ids, at(0), SignedDuration::from_secs(1_000))
    }
}

fn first_session() -> Session {
    Session { generation: 0, token_id: token_id(0), previous_token_id: None, acknowledged_at: None, ..session() }
}

/// A token that a program presents, in acknowledged mode.
fn presented(generation: u64, id: u8) -> PresentedToken {
    let position = TokenPosition { generation, token_id: token_id(id), rotation: Rotation::Acknowledged };
    PresentedToken { position, issued_at: at(100_000), holder: TokenHolder::Client, now: at(0), leeway: LEEWAY }
}

fn strict(generation: u64, id: u8) -> PresentedToken {
    let presented = presented(generation, id);
    PresentedToken { position: TokenPosition { rotation: Rotation::Strict, ..presented.position }, ..presented }
}

/// A token from a cookie jar.
fn cookie(generation: u64, id: u8) -> PresentedToken {
    PresentedToken { holder: TokenHolder::CookieJar { rotate: false }, ..presented(generation, id) }
}

fn rotating(generation: u64, id: u8) -> PresentedToken {
    PresentedToken { holder: TokenHolder::CookieJar { rotate: true }, ..presented(generation, id) }
}

/// The last millisecond of the leeway and the first one after it.
const IN_TIME: i64 = 110_000;
const TOO_LATE: i64 = 110_001;

#[test]
fn every_row_of_the_table_has_its_verdict() {
    use Rejection::{Ended, FutureGeneration, Revoked, WrongFirstToken};
    use Renewal::{Extended, Omitted, Successor};
    let revoked = Session { revoked_at: Some(at(1)), ..session() };
    let known = session();
    let answers = |renewal| Verdict::Continue(&known, renewal);
    let acknowledge = Verdict::Acknowledge(SessionUpdate::Acknowledge { from_generation: 3, after: None });
    for (name, presented, stored, now, verdict) in [
        ("revoked", presented(3, 3), revoked, IN_TIME, Verdict::Reject(Revoked)),
        ("its last moment", presented(3, 3), session(), 999_999, answers(Successor)),
        ("ended", presented(3, 3), session(), 1_000_000, Verdict::Reject(Ended)),
        ("from the future", presented(5, 5), session(), IN_TIME, Verdict::Reject(FutureGeneration)),
        ("from the future, cookie", cookie(5, 5), session(), IN_TIME, Verdict::Reject(FutureGeneration)),
        ("other first token", presented(0, 9), first_session(), IN_TIME, Verdict::Reject(WrongFirstToken)),
        ("other first token, cookie", cookie(0, 9), first_session(), IN_TIME, Verdict::Reject(WrongFirstToken)),
        ("current, much later", presented(3, 3), session(), 900_000, answers(Successor)),
        ("current, strict, in time", strict(3, 3), session(), IN_TIME, answers(Successor)),
        ("current, strict, too late", strict(3, 3), session(), TOO_LATE, Verdict::Theft),
        ("current, cookie", cookie(3, 3), session(), 900_000, answers(Extended)),
        ("current, cookie that rotates", rotating(3, 3), session(), 900_000, answers(Successor)),
        ("successor too early", presented(4, 4), session(), IN_TIME, answers(Extended)),
        ("successor, cookie, too early", cookie(4, 4), session(), 130_999, answers(Omitted)),
        ("successor, cookie that rotates, too early", rotating(4, 4), session(), 130_999, answers(Omitted)),
        ("successor, cookie, old enough", cookie(4, 4), session(), 131_000, acknowledge),
        ("sibling in time", presented(3, 9), session(), IN_TIME, answers(Successor)),
        ("sibling, cookie, in time", rotating(3, 9), session(), IN_TIME, answers(Omitted)),
        ("sibling too late", presented(3, 9), session(), TOO_LATE, Verdict::Theft),
        ("sibling, cookie, too late", cookie(3, 9), session(), TOO_LATE, Verdict::Theft),
        ("predecessor in time", presented(2, 2), session(), IN_TIME, answers(Successor)),
        ("predecessor, cookie, in time", cookie(2, 2), session(), IN_TIME, answers(Omitted)),
        ("predecessor too late", presented(2, 2), session(), TOO_LATE, Verdict::Theft),
        ("predecessor's sibling", presented(2, 9), session(), IN_TIME, Verdict::Theft),
        ("two generations ago", presented(1, 1), session(), IN_TIME, Verdict::Theft),
        ("two generations ago, cookie", cookie(1, 1), session(), IN_TIME, Verdict::Theft),
        ("the login's token, three generations ago", presented(0, 0), session(), IN_TIME, Verdict::Theft),
    ] {
        assert_eq!(PresentedToken { now: at(now), ..presented }.judge(Some(&stored)), verdict, "{name}");
    }
}

#[test]
fn a_token_of_an_unknown_session_is_rejected() {
    assert_eq!(presented(0, 0).judge(None), Verdict::Reject(Rejection::NoSession));
}

#[test]
fn in_strict_mode_the_first_token_works_for_a_leeway_after_its_first_use() {
    let used = Session { acknowledged_at: Some(at(100_000)), ..first_session() };
    let at_time = |now| PresentedToken { now: at(now), ..strict(0, 0) };
    assert_eq!(at_time(IN_TIME).judge(Some(&used)), Verdict::Continue(&used, Renewal::Successor));
    assert_eq!(at_time(TOO_LATE).judge(Some(&used)), Verdict::Theft);
}

#[test]
fn in_strict_mode_a_cookie_is_judged_like_a_programs_token() {
    for (generation, id, now) in [(0, 0, IN_TIME), (2, 2, IN_TIME), (3, 3, TOO_LATE), (3, 9, IN_TIME), (4, 4, IN_TIME)]
    {
        let presented = PresentedToken { now: at(now), ..strict(generation, id) };
        let jar = PresentedToken { holder: TokenHolder::CookieJar { rotate: false }, ..presented };
        assert_eq!(jar.judge(Some(&session())), presented.judge(Some(&session())));
        assert_eq!((jar.first_update(), jar.renewal()), (presented.first_update(), Renewal::Successor));
    }
}

#[test]
fn the_first_update_depends_on_the_generation_and_the_holder() {
    let after = Timestamp::from_second(-10).ok();
    assert_eq!(presented(0, 0).first_update(), SessionUpdate::RecordUse);
    assert_eq!(strict(0, 0).first_update(), SessionUpdate::RecordStrictUse);
    assert_eq!(presented(4, 4).first_update(), SessionUpdate::Acknowledge { from_generation: 3, after });
    let last = u64::MAX - 1;
    assert_eq!(strict(u64::MAX, 4).first_update(), SessionUpdate::Acknowledge { from_generation: last, after: None });
    assert_eq!(
        (cookie(0, 0).first_update(), rotating(4, 4).first_update()),
        (SessionUpdate::RecordUse, SessionUpdate::RecordUse)
    );
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
    fn any_presented_token()(
        generation in prop_oneof![0..6_u64, Just(u64::MAX)],
        token in 0..4_u8,
        rotation in prop_oneof![Just(Rotation::Acknowledged), Just(Rotation::Strict)],
        holder in prop_oneof![
            Just(TokenHolder::Client), Just(TokenHolder::CookieJar { rotate: false }), Just(TokenHolder::CookieJar { rotate: true }),
        ],
        issued_at in 0..200_i64,
        now in 0..200_000_i64,
    ) -> PresentedToken {
        let position = TokenPosition { generation, token_id: token_id(token), rotation };
        PresentedToken { position, issued_at: at(issued_at * 1000), holder, now: at(now), leeway: LEEWAY }
    }
}

proptest! {
    #[test]
    fn a_session_rejects_tokens_as_ended_exactly_when_it_has_ended(
        session in any_session(), presented in any_presented_token(),
    ) {
        let ended = session.revoked_at.is_some() || session.ends_at <= presented.now;
        let verdict = presented.judge(Some(&session));
        if ended {
            prop_assert!(matches!(verdict, Verdict::Reject(Rejection::Revoked | Rejection::Ended)));
        } else {
            prop_assert!(!matches!(verdict, Verdict::Reject(Rejection::Revoked | Rejection::Ended | Rejection::NoSession)));
        }
    }

    #[test]
    fn only_a_token_of_the_sessions_generation_or_an_adjacent_one_is_accepted(
        session in any_session(), presented in any_presented_token(),
    ) {
        if let Verdict::Continue(judged, renewal) = presented.judge(Some(&session)) {
            prop_assert_eq!(judged, &session);
            prop_assert!(presented.position.generation.abs_diff(session.generation) <= 1);
            prop_assert!(presented.position.generation <= session.generation || renewal != Renewal::Successor);
        }
    }

    #[test]
    fn theft_stays_theft_as_time_passes(
        session in any_session(), presented in any_presented_token(), later in 0..100_000_i64,
    ) {
        let later = PresentedToken { now: at(presented.now.as_millisecond() + later), ..presented };
        let live = !matches!(later.judge(Some(&session)), Verdict::Reject(_));
        if presented.judge(Some(&session)) == Verdict::Theft && live {
            prop_assert_eq!(later.judge(Some(&session)), Verdict::Theft);
        }
    }

    #[test]
    fn the_holder_of_the_acknowledged_token_is_never_treated_as_a_thief(
        session in any_session(), presented in any_presented_token(),
    ) {
        let position = TokenPosition {
            generation: session.generation, token_id: session.token_id, rotation: Rotation::Acknowledged,
        };
        prop_assert_ne!(PresentedToken { position, ..presented }.judge(Some(&session)), Verdict::Theft);
    }
}
