//! The runbook for a new secret: (1) the next secret becomes `_SECONDARY`, (2) the two are swapped, (3) the old one is
//! removed when its last token has expired. No user gets a 401 meanwhile, in whatever order the functions are updated.

#![expect(clippy::print_stdout, reason = "--nocapture shows how many requests were sent")]

mod deployment;

use deployment::{Deployment, Secret, Tokens};
use jiff::SignedDuration;

/// The default of `REFRESH_TOKEN_EXPIRE_MINUTES`.
const REFRESH_TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(14 * 24);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// One step of the runbook, through all mixtures of updated functions. Tokens from before and during the step are used
/// during it, after it, and before it (as if it was rolled back). Returns the tokens for the next step.
async fn step(deployment: &mut Deployment, from: usize, to: usize, mut clients: Vec<Tokens>) -> Vec<Tokens> {
    let fleets = deployment.between(from, to);
    let (none, all) = (&fleets[0], &fleets[fleets.len() - 1]);
    clients.push(deployment.log_in(none, format!("before step {to}")).await);
    let mut issued = Vec::new();
    for (changed, fleet) in fleets.iter().enumerate() {
        let login = deployment.log_in(fleet, format!("in step {to} with {changed:04b} changed")).await;
        for tokens in clients.iter().chain([&login]) {
            deployment.read(fleet, tokens).await;
            if let Some(successor) = deployment.refresh(fleet, tokens).await {
                deployment.read(fleet, &successor).await;
            }
        }
        issued.push(login);
    }
    // One client stays for the next step. The others also use their successors.
    clients.extend(issued.pop());
    for tokens in &issued {
        for (fleet, other) in [(none, all), (all, none)] {
            deployment.read(fleet, tokens).await;
            if let Some(successor) = deployment.refresh(fleet, tokens).await {
                deployment.read(other, &successor).await;
                deployment.refresh(other, &successor).await;
            }
        }
    }
    clients
}

/// Lets the last token of the old secret expire, while the clients refresh theirs in time.
async fn outlive(deployment: &mut Deployment, stage: usize, mut clients: Vec<Tokens>) -> Vec<Tokens> {
    let fleet = deployment.fleet(stage);
    for time in [REFRESH_TOKEN_LIFETIME.checked_sub(HOUR).unwrap(), HOUR] {
        deployment.wait(time);
        for tokens in &mut clients {
            *tokens = deployment.refresh(&fleet, tokens).await.unwrap();
        }
    }
    clients
}

async fn rotate(secret: Secret, at_least: usize) {
    let mut deployment = Deployment::start(secret).await;
    let clients = step(&mut deployment, 0, 1, Vec::new()).await;
    let clients = step(&mut deployment, 1, 2, clients).await;
    let clients = outlive(&mut deployment, 2, clients).await;
    step(&mut deployment, 2, 3, clients).await;
    println!("{secret:?}: {} requests", deployment.requests);
    assert_eq!(deployment.refused, Vec::<String>::new());
    assert!(deployment.requests >= at_least, "only {} requests", deployment.requests);
}

#[tokio::test]
async fn a_rotation_of_the_access_secret_causes_no_401_in_any_order_of_updates() {
    rotate(Secret::Access, 1_500).await;
}

#[tokio::test]
async fn a_rotation_of_the_refresh_secret_causes_no_401_in_any_order_of_updates() {
    rotate(Secret::Refresh, 350).await;
}

#[tokio::test]
async fn without_the_first_step_tokens_are_refused() {
    for secret in [Secret::Access, Secret::Refresh] {
        let mut deployment = Deployment::start(secret).await;
        step(&mut deployment, 0, 2, Vec::new()).await;
        assert!(deployment.refused.iter().any(|answer| answer.ends_with("401 Unauthorized")), "{secret:?}");
    }
}

#[tokio::test]
async fn after_the_old_secret_is_removed_its_tokens_are_refused() {
    for (secret, refused) in [
        (Secret::Access, &["/api/v1/users/me, old: 401 Unauthorized", "/api/v1/tasks/, old: 401 Unauthorized"][..]),
        (Secret::Refresh, &["a refresh, old: 401 Unauthorized"]),
    ] {
        let mut deployment = Deployment::start(secret).await;
        let old = deployment.log_in(&deployment.fleet(1), "old".to_owned()).await;
        let fleet = deployment.fleet(3);
        deployment.read(&fleet, &old).await;
        deployment.refresh(&fleet, &old).await;
        assert_eq!(deployment.refused, refused);
    }
}
