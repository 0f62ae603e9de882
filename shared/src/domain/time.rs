//! How times are written: epoch milliseconds in the store, RFC 3339 in UTC with milliseconds on the wire.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A time on the wire, such as `2026-11-24T09:30:00.000Z`. Always UTC with exactly three decimal places, so that texts
/// sort like times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UtcTime(pub Timestamp);

impl Serialize for UtcTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:.3}", self.0))
    }
}

#[must_use]
pub fn utc_date(time: Timestamp) -> Date {
    Offset::UTC.to_datetime(time).date()
}

/// For `#[serde(with)]` on a stored time: epoch milliseconds.
pub mod milliseconds {
    use super::{Deserialize, Deserializer, Serializer, Timestamp, de};

    pub fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(time.as_millisecond())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        Timestamp::from_millisecond(i64::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// For `#[serde(with)]` on a stored time that may be missing.
pub mod optional_milliseconds {
    use super::{Deserialize, Deserializer, Serializer, Timestamp, de};

    pub fn serialize<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => serializer.serialize_some(&time.as_millisecond()),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
        Option::<i64>::deserialize(deserializer)?
            .map(|milliseconds| Timestamp::from_millisecond(milliseconds).map_err(de::Error::custom))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_utc_with_three_decimal_places() {
        let time = |milliseconds| {
            let time = UtcTime(Timestamp::from_millisecond(milliseconds).unwrap());
            serde_json::to_value(time).unwrap()
        };
        assert_eq!(time(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(time(1_795_512_600_007), "2026-11-24T09:30:00.007Z");
    }

    #[test]
    fn a_day_ends_at_midnight_in_utc() {
        let date = |text: &str| utc_date(text.parse().unwrap()).to_string();
        assert_eq!(date("2026-11-24T23:59:59.999Z"), "2026-11-24");
        assert_eq!(date("2026-11-25T00:00:00+01:00"), "2026-11-24");
    }
}
