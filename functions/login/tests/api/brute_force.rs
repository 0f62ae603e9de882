//! Guessing passwords. Clocks stand still unless a test advances them. A window has 300 seconds and, for one email on
//! one network, ten attempts.

use jiff::SignedDuration;
use testkit::{Answer, environment, hasher};

use crate::{Test, request, start, start_with};

const WINDOW_SECONDS: u64 = 300;

impl Test {
    async fn guess(&self, username: &str, address: &str) -> Answer {
        self.api.send(request(username, "battery staple").from(address)).await
    }

    async fn right(&self, address: &str) -> Answer {
        self.api.send(request("ada@example.com", "correct horse").from(address)).await
    }

    /// As many guesses as an email's limit allows, each from a network on which nobody has logged in.
    async fn attack(&self, username: &str) {
        for host in 0..100 {
            assert_eq!(self.guess(username, &format!("198.51.100.{host}")).await.status, 401);
        }
    }
}

impl Test {
    /// How many attempts the counters of this kind (`pair`, `network` or `email`) hold together.
    async fn counted(&self, kind: &str) -> u64 {
        let items = self.dynamodb.client.scan().table_name("login_attempts").send().await.unwrap().items.unwrap();
        let counters = items.iter().filter(|item| item["key"].as_s().unwrap().starts_with(&format!("{kind}#")));
        counters.map(|item| item["attempts"].as_n().unwrap().parse::<u64>().unwrap()).sum()
    }
}

fn retry_after(answer: &Answer) -> u64 {
    assert_eq!((answer.status.as_u16(), answer.text("type").as_str()), (429, "/problems/too-many-attempts"));
    answer.headers["retry-after"].to_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn the_eleventh_attempt_from_a_network_is_refused_without_hashing_even_if_it_is_right() {
    let test = start(hasher()).await;
    for _ in 0..10 {
        assert_eq!(test.guess("ada@example.com", "192.0.2.7").await.status, 401);
    }
    let refused_calls = ["GetItem", "UpdateItem", "UpdateItem", "UpdateItem", "UpdateItem", "UpdateItem"];
    test.dynamodb.calls.clear();
    let refused = test.right("192.0.2.7").await;
    assert!((1..=WINDOW_SECONDS).contains(&retry_after(&refused)));
    assert_eq!(test.dynamodb.calls.take(), refused_calls, "nothing was hashed");
    assert_eq!(test.right("192.0.2.8").await.status, 200, "a different network");
}

#[tokio::test]
async fn a_full_hashing_queue_refuses_a_login_without_counting_it() {
    let hasher = hasher();
    let test = start(hasher.clone()).await;
    let places: Vec<_> = std::iter::from_fn(|| hasher.reserve().ok()).collect();
    for _ in 0..20 {
        let refused = test.right("192.0.2.7").await;
        assert_eq!((refused.status.as_u16(), refused.text("type").as_str()), (503, "/problems/unavailable"));
        assert!(refused.headers.contains_key("retry-after"));
    }
    assert!(test.dynamodb.calls.take().is_empty());
    drop(places);
    assert_eq!(test.right("192.0.2.7").await.status, 200);
}

#[tokio::test]
async fn the_wait_grows_up_to_the_length_of_the_window() {
    let test = start(hasher()).await;
    for _ in 0..10 {
        test.guess("ada@example.com", "192.0.2.7").await;
    }
    let mut waits = Vec::new();
    for _ in 0..8 {
        waits.push(retry_after(&test.guess("ada@example.com", "192.0.2.7").await));
    }
    assert!(waits.is_sorted() && waits[0] < waits[4] && waits[7] <= WINDOW_SECONDS, "{waits:?}");
    test.clock.advance(SignedDuration::from_secs(300));
    assert_eq!(test.right("192.0.2.7").await.status, 200, "the next window");
}

#[tokio::test]
async fn sixty_concurrent_guesses_do_not_pass_together() {
    let test = start(hasher()).await;
    let guess = |_| request("ada@example.com", "battery staple");
    let answers = test.api.send_concurrently((0..60).map(guess)).await;
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    let of = |status| statuses.iter().filter(|found| **found == status).count();
    // On a busy machine some requests time out, so they test no password either.
    assert!(of(401) <= 10 && of(401) + of(429) + of(503) == 60, "{statuses:?}");
}

#[tokio::test]
async fn known_unknown_and_invalid_emails_have_the_same_limits() {
    let test = start(hasher()).await;
    let mut seen = Vec::new();
    for (username, network) in [("ada@example.com", 1), ("eve@example.com", 2), ("no address", 3)] {
        let mut answers = Vec::new();
        for _ in 0..13 {
            let answer = test.guess(username, &format!("203.0.113.{network}")).await;
            let wait = answer.headers.get("retry-after").cloned();
            answers.push((answer.status, answer.body, wait));
        }
        seen.push(answers);
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}

#[tokio::test]
async fn an_email_may_be_tried_a_hundred_times_from_all_networks_together() {
    let test = start(hasher()).await;
    for username in ["ada@example.com", "eve@example.com"] {
        test.attack(username).await;
        assert!(retry_after(&test.guess(username, "203.0.113.1").await) <= WINDOW_SECONDS);
    }
    assert!(retry_after(&test.right("203.0.113.1").await) <= WINDOW_SECONDS, "from an unknown network");
}

#[tokio::test]
async fn one_network_cannot_lock_an_email_out_of_other_networks() {
    let test = start(hasher()).await;
    for _ in 0..150 {
        test.guess("ada@example.com", "198.51.100.1").await;
    }
    assert_eq!(test.right("203.0.113.1").await.status, 200);
}

#[tokio::test]
async fn attackers_do_not_lock_owners_out_of_their_known_networks() {
    let test = start(hasher()).await;
    assert_eq!(test.right("192.0.2.7").await.status, 200);
    assert_eq!(test.ada().await.known_networks.len(), 1);
    test.attack("ADA@example.com ").await;
    assert_eq!(test.right("192.0.2.7").await.status, 200);
    assert_eq!(test.right("203.0.113.1").await.status, 429);
    for _ in 0..8 {
        assert_eq!(test.guess("ada@example.com", "192.0.2.7").await.status, 401);
    }
    assert_eq!(test.right("192.0.2.7").await.status, 429, "a known network has its own limit");
}

#[tokio::test]
async fn a_login_resets_the_failed_attempts() {
    let test = start(hasher()).await;
    for _ in 0..30 {
        for _ in 0..9 {
            assert_eq!(test.guess("ada@example.com", "192.0.2.7").await.status, 401);
        }
        assert_eq!(test.right("192.0.2.7").await.status, 200);
        test.clock.advance(SignedDuration::from_secs(300));
    }
}

#[tokio::test]
async fn the_five_newest_networks_are_known_and_stored_as_hashes() {
    let test = start(hasher()).await;
    for host in [1, 2, 3, 3, 4, 5, 6] {
        assert_eq!(test.right(&format!("203.0.113.{host}")).await.status, 200);
        test.clock.advance(SignedDuration::from_secs(1));
    }
    assert_eq!(test.ada().await.known_networks.len(), 5);
    test.attack("ada@example.com").await;
    assert_eq!(test.right("203.0.113.1").await.status, 429, "the oldest network is no longer known");
    for host in 2..=6 {
        assert_eq!(test.right(&format!("203.0.113.{host}")).await.status, 200);
    }
    for table in ["users", "login_attempts"] {
        let stored = test.dynamodb.client.scan().table_name(table).send().await.unwrap().items.unwrap();
        assert!(!format!("{stored:?}").contains("203.0.113"), "{table}");
    }
    let attempts = test.dynamodb.client.scan().table_name("login_attempts").send().await.unwrap().items.unwrap();
    assert!(!format!("{attempts:?}").contains("ada") && attempts.iter().all(|item| item.contains_key("ttl")));
}

#[tokio::test]
async fn an_ipv6_site_is_one_network() {
    let test = start(hasher()).await;
    for host in 0..10 {
        assert_eq!(test.guess("ada@example.com", &format!("2001:db8:1:2::{host}")).await.status, 401);
    }
    assert_eq!(test.right("2001:db8:1:2:ffff::1").await.status, 429);
    assert_eq!(test.right("2001:db8:1:3::1").await.status, 200);
}

#[tokio::test]
async fn a_refunded_attempt_is_never_refunded_twice() {
    let test = start(hasher()).await;
    for _ in 0..10 {
        assert_eq!(test.guess("ada@example.com", "192.0.2.7").await.status, 401);
    }
    for _ in 0..4 {
        test.dynamodb.answers.lose_next_containing("UpdateItem", ":minus_one");
        assert_eq!(test.guess("ada@example.com", "192.0.2.7").await.status, 429);
    }
    assert_eq!(test.counted("email").await, 10);
}

#[tokio::test]
async fn the_reset_of_failed_attempts_is_never_retried() {
    let test = start(hasher()).await;
    for _ in 0..3 {
        assert_eq!(test.guess("ada@example.com", "192.0.2.7").await.status, 401);
    }
    test.dynamodb.answers.lose_next_of("DeleteItem");
    assert_eq!(test.right("192.0.2.7").await.status, 200);
    let deletions = test.dynamodb.calls.take().into_iter().filter(|call| call == "DeleteItem").count();
    assert_eq!(deletions, 1, "a second reset would remove later attempts");
}

/// A small limit for a network, so that a test can exceed it quickly.
const FEW: u64 = 12;

async fn start_with_a_small_network_limit() -> Test {
    let mut environment = environment();
    environment.set("LOGIN_MAX_FAILURES_PER_NETWORK", FEW.to_string());
    start_with(&environment, hasher()).await
}

impl Test {
    /// Guesses from one network, each for a different email.
    async fn spray(&self, guesses: u64, address: &str) {
        for number in 0..guesses {
            assert_eq!(self.guess(&format!("{number}@example.com"), address).await.status, 401);
        }
    }
}

#[tokio::test]
async fn one_network_may_try_two_hundred_passwords_over_all_emails() {
    let test = start(hasher()).await;
    test.spray(200, "198.51.100.1").await;
    assert!(retry_after(&test.guess("eve@example.com", "198.51.100.1").await) <= WINDOW_SECONDS);
    assert_eq!(test.right("198.51.100.1").await.status, 429, "an unknown network");
    assert_eq!(test.right("203.0.113.1").await.status, 200, "a different network");
}

#[tokio::test]
async fn a_refused_network_does_not_use_up_the_limit_of_an_email() {
    let test = start_with_a_small_network_limit().await;
    test.spray(FEW, "198.51.100.1").await;
    for _ in 0..5 {
        assert_eq!(test.right("198.51.100.1").await.status, 429);
    }
    assert_eq!((test.counted("email").await, test.counted("network").await), (FEW, FEW + 5));
}

#[tokio::test]
async fn a_neighbour_does_not_lock_out_users_who_recently_logged_in_from_the_network() {
    let test = start_with_a_small_network_limit().await;
    assert_eq!(test.right("198.51.100.1").await.status, 200);
    test.spray(FEW - 1, "198.51.100.1").await;
    assert_eq!(test.guess("eve@example.com", "198.51.100.1").await.status, 429);
    for _ in 0..8 {
        assert_eq!(test.guess("ada@example.com", "198.51.100.1").await.status, 401);
    }
    assert_eq!(test.right("198.51.100.1").await.status, 200);
}

#[tokio::test]
async fn right_passwords_use_up_a_quarter_of_a_networks_limit_at_most() {
    let test = start_with_a_small_network_limit().await;
    for _ in 0..20 {
        assert_eq!(test.right("192.0.2.7").await.status, 200);
    }
    assert_eq!((test.counted("network").await, test.counted("email").await), (FEW / 4, 0));
    test.spray(FEW - FEW / 4, "192.0.2.7").await;
    assert_eq!(test.guess("eve@example.com", "192.0.2.7").await.status, 429);
}

#[tokio::test]
async fn refused_attempts_do_not_count_against_the_network() {
    let test = start(hasher()).await;
    for _ in 0..15 {
        test.guess("eve@example.com", "192.0.2.7").await;
    }
    assert_eq!((test.counted("network").await, test.counted("email").await), (10, 10));
}

#[tokio::test]
async fn a_guesser_on_another_network_cannot_see_that_the_owner_has_logged_in() {
    let test = start(hasher()).await;
    for _ in 0..4 {
        assert_eq!(test.right("192.0.2.7").await.status, 200);
    }
    test.attack("ada@example.com").await;
    assert_eq!(test.guess("ada@example.com", "203.0.113.1").await.status, 429);
}

#[tokio::test]
async fn two_concurrent_first_logins_make_both_networks_known() {
    let test = start(hasher()).await;
    let (one, two) = tokio::join!(test.right("203.0.113.1"), test.right("203.0.113.2"));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (200, 200));
    assert_eq!(test.ada().await.known_networks.len(), 2);
}
