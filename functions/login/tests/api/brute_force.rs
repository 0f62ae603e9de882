//! Guessing passwords. Clocks stand still unless a test moves them; a window has 300 seconds and ten attempts.

use jiff::SignedDuration;
use testkit::{Answer, hasher};

use crate::{Test, request, start};

const WINDOW_SECONDS: u64 = 300;

impl Test {
    async fn guess(&self, username: &str, address: &str) -> Answer {
        self.api.send(request(username, "battery staple").from(address)).await
    }

    async fn right(&self, address: &str) -> Answer {
        self.api.send(request("ada@example.com", "correct horse").from(address)).await
    }

    /// As many guesses as an e-mail's window holds, each from a network that nobody knows.
    async fn attack(&self, username: &str) {
        for host in 0..100 {
            assert_eq!(self.guess(username, &format!("198.51.100.{host}")).await.status, 401);
        }
    }
}

fn retry_after(answer: &Answer) -> u64 {
    assert_eq!((answer.status.as_u16(), answer.text("type").as_str()), (429, "/problems/too-many-attempts"));
    answer.headers["retry-after"].to_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn the_eleventh_guess_from_a_network_is_refused_unseen_even_if_it_is_right() {
    let test = start(hasher()).await;
    for _ in 0..10 {
        assert_eq!(test.guess("ada@example.com", "192.0.2.7").await.status, 401);
    }
    let _ = test.dynamodb.calls.take();
    let refused = test.right("192.0.2.7").await;
    assert!((1..=WINDOW_SECONDS).contains(&retry_after(&refused)));
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "UpdateItem", "UpdateItem", "UpdateItem"], "nothing was hashed");
    assert_eq!(test.right("192.0.2.8").await.status, 200, "another network");
}

#[tokio::test]
async fn the_wait_grows_and_is_never_above_the_window() {
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
async fn sixty_guesses_at_once_do_not_pass_together() {
    let test = start(hasher()).await;
    let guesses: Vec<_> = (0..60)
        .map(|_| {
            tokio::spawn({
                let api = test.api.clone();
                async move { api.send(request("ada@example.com", "battery staple")).await.status.as_u16() }
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for guess in guesses {
        statuses.push(guess.await.unwrap());
    }
    let of = |status| statuses.iter().filter(|found| **found == status).count();
    // On a busy machine some time out, which is no guess either.
    assert!(of(401) <= 10 && of(401) + of(429) + of(503) == 60, "{statuses:?}");
}

#[tokio::test]
async fn a_known_and_an_unknown_email_and_what_is_none_are_limited_alike() {
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
async fn from_all_networks_together_an_email_is_tried_a_hundred_times() {
    let test = start(hasher()).await;
    for username in ["ada@example.com", "eve@example.com"] {
        test.attack(username).await;
        assert!(retry_after(&test.guess(username, "203.0.113.1").await) <= WINDOW_SECONDS);
    }
    assert!(retry_after(&test.right("203.0.113.1").await) <= WINDOW_SECONDS, "from a network that nobody knows");
}

#[tokio::test]
async fn one_network_alone_does_not_lock_an_email_out_of_the_others() {
    let test = start(hasher()).await;
    for _ in 0..150 {
        test.guess("ada@example.com", "198.51.100.1").await;
    }
    assert_eq!(test.right("203.0.113.1").await.status, 200);
}

#[tokio::test]
async fn the_owner_at_home_is_not_locked_out_by_others() {
    let test = start(hasher()).await;
    assert_eq!(test.right("192.0.2.7").await.status, 200);
    assert_eq!(test.ada().await.known_networks.len(), 1);
    test.attack("ADA@example.com ").await;
    assert_eq!(test.right("192.0.2.7").await.status, 200);
    assert_eq!(test.right("203.0.113.1").await.status, 429);
    for _ in 0..10 {
        assert_eq!(test.guess("ada@example.com", "192.0.2.7").await.status, 401);
    }
    assert_eq!(test.right("192.0.2.7").await.status, 429, "home has its own limit");
}

#[tokio::test]
async fn a_login_gives_its_attempts_back() {
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
async fn the_five_newest_networks_are_known_and_none_is_stored_as_it_is() {
    let test = start(hasher()).await;
    for host in [1, 2, 3, 3, 4, 5, 6] {
        assert_eq!(test.right(&format!("203.0.113.{host}")).await.status, 200);
        test.clock.advance(SignedDuration::from_secs(1));
    }
    assert_eq!(test.ada().await.known_networks.len(), 5);
    test.attack("ada@example.com").await;
    assert_eq!(test.right("203.0.113.1").await.status, 429, "the oldest is forgotten");
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
async fn two_first_logins_at_once_make_both_their_networks_known() {
    let test = start(hasher()).await;
    let (one, two) = tokio::join!(test.right("203.0.113.1"), test.right("203.0.113.2"));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (200, 200));
    assert_eq!(test.ada().await.known_networks.len(), 2);
}
