//! An account with a known number of tasks.

use shared::store::schema;

use super::fill;
use crate::people::{Person, TASKS};
use crate::stack::Stack;
use crate::store::Store;

/// How many tasks an account has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) label: &'static str,
    /// The local part of the account's email.
    name: &'static str,
    pub(crate) tasks: u64,
}

/// The first is what each user of the harness has.
pub(crate) const SIZES: [Size; 5] = [
    Size { label: "10", name: "t10", tasks: TASKS as u64 },
    Size { label: "1 k", name: "t1k", tasks: 1_000 },
    Size { label: "10 k", name: "t10k", tasks: 10_000 },
    Size { label: "100 k", name: "t100k", tasks: 100_000 },
    Size { label: "1 M", name: "t1m", tasks: 1_000_000 },
];

/// Signs up and logs in, creates the first tasks with the product, and copies them.
pub(crate) async fn open(stack: &Stack, store: &Store, size: Size) -> anyhow::Result<Person> {
    let person = Person::join(stack, size.name, TASKS).await?;
    let template = fill::first_item(&store.database, schema::TASKS, person.id())?;
    fill::tasks(&store.database, &template, 0..size.tasks - TASKS as u64)?;
    Ok(person)
}
