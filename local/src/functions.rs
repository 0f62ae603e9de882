//! The functions that serve HTTP, over one store: as separate routers like on AWS, or merged into one for this server.

use aws_sdk_dynamodb::Client;
use axum::Router;
use shared::access::client_address::RequiredProxy;
use shared::auth::password_hasher::PasswordHasher;
use shared::clock::Clock;
use shared::config::Environment;
use shared::layers;

/// Each function's routes, without the layers that its binary adds.
#[derive(Debug)]
pub struct Functions {
    login: Router,
    refresh: Router,
    users: Router,
    tasks: Router,
    proxy: RequiredProxy,
}

impl Functions {
    /// Fails if a variable is missing or invalid.
    pub fn start(
        environment: &Environment,
        client: &Client,
        clock: &Clock,
        hasher: &PasswordHasher,
    ) -> anyhow::Result<Self> {
        let (client, clock, hasher) = (|| client.clone(), || clock.clone(), || hasher.clone());
        Ok(Self {
            login: login::routes(login::AppState::new(environment, client(), clock(), hasher())?),
            refresh: refresh::routes(refresh::AppState::new(environment, client(), clock())?),
            users: users::routes(users::AppState::new(environment, client(), clock(), hasher())?),
            tasks: tasks::routes(tasks::AppState::new(environment, client(), clock())?),
            proxy: RequiredProxy::from_environment(environment)?,
        })
    }

    /// Login, refresh, users and tasks, each as its binary serves it.
    pub fn separate(self) -> [Router; 4] {
        [self.login, self.refresh, self.users, self.tasks].map(|routes| layers::finish(routes, self.proxy.clone()))
    }

    /// All functions and `routes` in one router.
    pub fn merged_with(self, routes: Router) -> Router {
        let routes = self.login.merge(self.refresh).merge(self.users).merge(self.tasks).merge(routes);
        layers::finish(routes, self.proxy)
    }

    /// All functions in one router.
    pub fn merged(self) -> Router {
        self.merged_with(Router::new())
    }
}
