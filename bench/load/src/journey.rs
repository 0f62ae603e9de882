//! What simulated users do, as scenarios of goose.

use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use goose::prelude::{GooseUser, Scenario, Transaction, TransactionFunction, TransactionResult};
use tokio::sync::Mutex;
use tokio::time::sleep;

use crate::call::{Rules, send};
use crate::person::{Person, log_in, sign_up};

/// How long a person who only reads looks at a list.
const READING: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(40));

/// Goose clones the data of a user.
type Shared = Arc<Mutex<Person>>;

/// People who have joined.
pub(crate) type People = Mutex<Vec<Shared>>;

/// So that a user who could not join, which has failed the run, does not take all of the time.
const WITHOUT_ACCOUNT: Duration = Duration::from_millis(100);

/// A step of a person.
#[derive(Clone, Copy, Debug)]
enum Step {
    LogIn,
    Refresh,
    List,
    Write,
    /// The list at the end of the run.
    Compare,
}

/// Of 100 requests, 1 is a login, 5 are refreshes, 64 lists and 30 writes, without a pause. The list is compared with
/// what the answers have said each time, and once more at the end.
pub(crate) fn mixed(rules: &Arc<Rules>) -> anyhow::Result<Scenario> {
    let mut scenario = Scenario::new("Mixed").register_transaction(joining(rules));
    for (step, weight) in [(Step::LogIn, 1), (Step::Refresh, 5), (Step::List, 64), (Step::Write, 30)] {
        scenario = scenario.register_transaction(stepping(step).set_weight(weight).map_err(text)?);
    }
    Ok(scenario.register_transaction(stepping(Step::Compare).set_on_stop()))
}

/// People who read their lists, with pauses. Those who join are kept in `people`, and each signs up somebody else, for
/// the storm.
pub(crate) fn new_readers(rules: &Arc<Rules>, people: &Arc<People>) -> anyhow::Result<Scenario> {
    let (rules, people) = (Arc::clone(rules), Arc::clone(people));
    let joining: TransactionFunction = Arc::new(move |user| {
        let (rules, people) = (Arc::clone(&rules), Arc::clone(&people));
        Box::pin(async move {
            let person = Shared::new(Mutex::new(Person::join(user, rules.clone()).await?));
            people.lock().await.push(Arc::clone(&person));
            sign_up(user, &rules, &client_email(user.weighted_users_index)).await?;
            user.set_session_data(person);
            Ok(())
        })
    });
    reading(Transaction::new(joining))
}

/// The same people, who are logged in already.
pub(crate) fn known_readers(people: &Arc<People>) -> anyhow::Result<Scenario> {
    let people = Arc::clone(people);
    let returning: TransactionFunction = Arc::new(move |user| {
        let people = Arc::clone(&people);
        Box::pin(async move {
            let person = people.lock().await.pop().ok_or_else(|| Box::new("nobody is left".into()))?;
            user.set_session_data(person);
            Ok(())
        })
    });
    reading(Transaction::new(returning))
}

fn reading(first: Transaction) -> anyhow::Result<Scenario> {
    let scenario = Scenario::new("Readers").register_transaction(first.set_on_start());
    let scenario = scenario.register_transaction(stepping(Step::List)).set_wait_time(READING.0, READING.1);
    scenario.map_err(text)
}

/// For each reader, `weight` clients log in to one of so many accounts, again and again. After a 503 they wait as long as
/// it says.
pub(crate) fn storm(rules: &Arc<Rules>, accounts: usize, weight: usize) -> anyhow::Result<Scenario> {
    let rules = Arc::clone(rules);
    let function: TransactionFunction = Arc::new(move |user| {
        let (rules, email) = (Arc::clone(&rules), client_email(user.weighted_users_index % accounts));
        Box::pin(async move { log_in_or_wait(user, &rules, &email).await })
    });
    Scenario::new("Storm").register_transaction(Transaction::new(function)).set_weight(weight).map_err(text)
}

fn client_email(index: usize) -> String {
    format!("client-{index}@example.com")
}

async fn log_in_or_wait(user: &mut GooseUser, rules: &Rules, email: &str) -> TransactionResult {
    let answer = send(user, rules, &log_in(email), &[200, 503]).await?;
    if answer.status == 200 {
        rules.tally.add_accepted_login();
        return Ok(());
    }
    rules.tally.add_refused_login();
    let Some(seconds) = answer.retry_after.filter(|_| answer.body["type"] == "/problems/unavailable") else {
        rules.tally.add_failure(format!("a 503 with Retry-After {:?}: {}", answer.retry_after, answer.body));
        return Ok(());
    };
    sleep(Duration::from_secs(seconds)).await;
    Ok(())
}

fn joining(rules: &Arc<Rules>) -> Transaction {
    let rules = Arc::clone(rules);
    let function: TransactionFunction = Arc::new(move |user| {
        let rules = Arc::clone(&rules);
        Box::pin(async move {
            let person = Person::join(user, rules).await?;
            user.set_session_data(Shared::new(Mutex::new(person)));
            Ok(())
        })
    });
    Transaction::new(function).set_on_start()
}

fn stepping(step: Step) -> Transaction {
    let function: TransactionFunction = Arc::new(move |user| Box::pin(take(user, step)));
    Transaction::new(function)
}

async fn take(user: &mut GooseUser, step: Step) -> TransactionResult {
    let Some(person) = user.get_session_data::<Shared>().cloned() else {
        sleep(WITHOUT_ACCOUNT).await;
        return Err(Box::new("the user could not join".into()));
    };
    let mut person = person.lock().await;
    match step {
        Step::LogIn => person.log_in(user).await,
        Step::Refresh => person.refresh(user).await,
        Step::List => person.list(user).await,
        Step::Write => person.write(user).await,
        Step::Compare => person.compare(user).await,
    }
}

/// The errors of goose cannot be sent between threads.
fn text(error: goose::GooseError) -> anyhow::Error {
    anyhow!("{error}")
}
