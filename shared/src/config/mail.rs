//! The settings of mail. For accounts it is off without `MAIL_TOKEN_SECRET`; for reports and for the function that sends
//! mails, without `MAIL_FROM`. A deployment sets both or neither.

use secrecy::SecretString;

use super::secrets::secret;
use super::{ConfigError, Environment};
use crate::domain::email::Email;

const ADDRESS: &str = "an email address in ASCII, such as todo@example.com";
const URL: &str = "the page's address, such as https://app.example.com or https://example.com/todo";
const NAME: &str = "a name of at most 100 bytes without control characters";
const MAX_NAME_BYTES: usize = 100;
const CONFIGURATION_SET: &str = "the name of a configuration set: at most 64 of A-Z, a-z, 0-9, _ and -";
const MAX_CONFIGURATION_SET_BYTES: usize = 64;

/// What the mailer needs to write and send mails.
#[derive(Clone, Debug)]
pub struct MailSettings {
    pub from: Email,
    pub app_url: AppUrl,
    /// `APP_NAME`: the product's name in mails.
    pub app_name: String,
    /// `SES_CONFIGURATION_SET`: the rules of SES for these mails. An emulator needs none.
    pub configuration_set: Option<String>,
}

impl MailSettings {
    /// `None` while mail is off.
    pub fn from_environment(environment: &Environment) -> Result<Option<Self>, ConfigError> {
        let (from, app_url, app_name) = (mail_from(environment)?, app_url(environment)?, app_name(environment)?);
        let configuration_set = configuration_set(environment)?;
        let Some(from) = from else { return Ok(None) };
        let app_url = app_url.ok_or(ConfigError::Missing { name: "APP_URL", expected: URL })?;
        Ok(Some(Self { from, app_url, app_name, configuration_set }))
    }
}

/// `MAIL_FROM`: the sender's address. Mail is off without it.
pub fn mail_from(environment: &Environment) -> Result<Option<Email>, ConfigError> {
    let Some(text) = environment.get("MAIL_FROM") else { return Ok(None) };
    let address = Email::parse(text).ok().filter(|address| address.typed().is_ascii());
    address.map(Some).ok_or(ConfigError::Invalid { name: "MAIL_FROM", expected: ADDRESS })
}

/// `EMAIL_VERIFICATION`: whether a user must confirm the email before the first login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailVerification {
    /// A mail asks for it, and nothing depends on it but the report by mail.
    Optional,
    /// Nobody logs in without it, and a sign-up does not tell whether the email has an account.
    Required,
}

impl EmailVerification {
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        match environment.get("EMAIL_VERIFICATION") {
            None | Some("optional") => Ok(Self::Optional),
            Some("required") => Ok(Self::Required),
            Some(_) => Err(ConfigError::Invalid { name: "EMAIL_VERIFICATION", expected: "optional or required" }),
        }
    }
}

/// `MAIL_TOKEN_SECRET`: what the tokens and codes in mails are derived from. `None` while mail is off.
pub fn mail_token_secret(environment: &Environment) -> Result<Option<SecretString>, ConfigError> {
    secret(environment, "MAIL_TOKEN_SECRET")
}

/// `APP_URL`: where the page is, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppUrl(String);

impl AppUrl {
    /// Accepts an absolute HTTP or HTTPS URL without query and fragment, in ASCII, with nothing that HTML or a header
    /// would treat specially.
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('/');
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~:/[]%".contains(letter);
        let has_host = rest.split('/').next().is_some_and(|host| !host.is_empty());
        (has_host && rest.chars().all(is_plain)).then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn app_url(environment: &Environment) -> Result<Option<AppUrl>, ConfigError> {
    let Some(text) = environment.get("APP_URL") else { return Ok(None) };
    AppUrl::parse(text).map(Some).ok_or(ConfigError::Invalid { name: "APP_URL", expected: URL })
}

fn app_name(environment: &Environment) -> Result<String, ConfigError> {
    let name = environment.get("APP_NAME").unwrap_or("todo-lambda").trim();
    let fits = !name.is_empty() && name.len() <= MAX_NAME_BYTES && !name.chars().any(char::is_control);
    if fits { Ok(name.to_owned()) } else { Err(ConfigError::Invalid { name: "APP_NAME", expected: NAME }) }
}

/// <https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSet.html>
fn configuration_set(environment: &Environment) -> Result<Option<String>, ConfigError> {
    let Some(name) = environment.get("SES_CONFIGURATION_SET") else { return Ok(None) };
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if name.len() <= MAX_CONFIGURATION_SET_BYTES && name.chars().all(is_plain) {
        Ok(Some(name.to_owned()))
    } else {
        Err(ConfigError::Invalid { name: "SES_CONFIGURATION_SET", expected: CONFIGURATION_SET })
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    const SECRET: &str = "a-secret-of-at-least-thirty-two-bytes";

    fn environment<const N: usize>(variables: [(&str, &str); N]) -> Environment {
        variables.into_iter().collect()
    }

    #[test]
    fn mail_is_off_without_a_sender_or_the_secret() {
        let off = environment([("APP_URL", "https://app.example.com")]);
        assert!(MailSettings::from_environment(&off).unwrap().is_none());
        assert!(mail_token_secret(&off).unwrap().is_none());
    }

    #[test]
    fn a_sender_needs_the_pages_address() {
        let from = environment([("MAIL_FROM", "todo@example.com")]);
        let message = MailSettings::from_environment(&from).unwrap_err().to_string();
        assert!(message.starts_with("APP_URL is not set"), "{message}");
        let complete = environment([
            ("MAIL_FROM", "todo@example.com"),
            ("APP_URL", "https://app.example.com/todo/"),
            ("MAIL_TOKEN_SECRET", SECRET),
        ]);
        let settings = MailSettings::from_environment(&complete).unwrap().unwrap();
        assert_eq!(
            (settings.app_url.as_str(), settings.app_name.as_str()),
            ("https://app.example.com/todo", "todo-lambda")
        );
        assert_eq!(mail_token_secret(&complete).unwrap().unwrap().expose_secret(), SECRET);
    }

    #[test]
    fn a_wrong_setting_is_reported_with_its_name() {
        for (name, value) in [
            ("MAIL_FROM", "Todo <todo@example.com>"),
            ("MAIL_FROM", "zoë@example.com"),
            ("MAIL_FROM", "todo@example.com\r\nBcc: x@example.com"),
            ("APP_URL", "app.example.com"),
            ("APP_URL", "javascript://app.example.com"),
            ("APP_URL", "https://"),
            ("APP_URL", "https:///todo"),
            ("APP_URL", "https://app.example.com/?a"),
            ("APP_URL", "https://app.example.com/#a"),
            ("APP_URL", "https://app.example.com/\"><script>"),
            ("APP_NAME", "  "),
            ("APP_NAME", "todo\r\nBcc: x@example.com"),
            ("SES_CONFIGURATION_SET", "todo lambda"),
            ("SES_CONFIGURATION_SET", "arn:aws:ses:eu-central-1:123456789012:configuration-set/todo"),
            ("MAIL_TOKEN_SECRET", "short"),
            ("EMAIL_VERIFICATION", "yes"),
        ] {
            let mut environment = environment([("MAIL_FROM", "todo@example.com"), ("APP_URL", "https://example.com")]);
            environment.set(name, value);
            let settings = MailSettings::from_environment(&environment).map(|_| ());
            let secret = mail_token_secret(&environment).map(|_| ());
            let verification = EmailVerification::from_environment(&environment).map(|_| ());
            let error = settings.and(secret).and(verification).unwrap_err().to_string();
            assert!(error.starts_with(&format!("{name} is invalid")), "{value:?}: {error}");
        }
    }
}
