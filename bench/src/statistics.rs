//! Medians and quartiles. The machine is noisy, so ratios come from pairs that were measured next to each other.

/// The quartiles of samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) lower: f64,
    pub(crate) median: f64,
    pub(crate) upper: f64,
}

impl Spread {
    /// All zero without samples.
    pub(crate) fn of(samples: &[f64]) -> Self {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        Self { lower: quantile(&sorted, 1), median: quantile(&sorted, 2), upper: quantile(&sorted, 3) }
    }

    /// Of the ratios of each sample to its neighbour.
    pub(crate) fn of_ratios(samples: &[f64], neighbours: &[f64]) -> Self {
        let ratios: Vec<f64> = samples.iter().zip(neighbours).map(|(sample, neighbour)| sample / neighbour).collect();
        Self::of(&ratios)
    }
}

/// The sample that 99 % of the samples do not exceed: with fewer than 100 samples the largest.
pub(crate) fn percentile_99(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * 99).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

/// The median and its 95 % confidence interval, by the ranks of a sign test. It assumes nothing of the distribution.
pub(crate) fn median_interval(samples: &[f64]) -> Spread {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    // 0.98 √n ranks on both sides of the median, rounded up.
    let distance = (sorted.len() * 961 / 1000).isqrt() + 1;
    let rank = |rank: usize| sorted.get(rank.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default();
    let middle = sorted.len() / 2;
    Spread {
        lower: rank(middle.saturating_sub(distance)),
        median: quantile(&sorted, 2),
        upper: rank(middle + distance),
    }
}

/// The quantile of `quarters` quarters, interpolated between the two samples next to it.
fn quantile(sorted: &[f64], quarters: usize) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let (whole, rest) = (last * quarters / 4, last * quarters % 4);
    let (below, above) = (sorted[whole], sorted[(whole + 1).min(last)]);
    below + (above - below) * [0.0, 0.25, 0.5, 0.75][rest]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_are_interpolated() {
        assert_eq!(Spread::of(&[4.0, 1.0, 3.0, 2.0]), Spread { lower: 1.75, median: 2.5, upper: 3.25 });
        assert_eq!(Spread::of(&[7.0]), Spread { lower: 7.0, median: 7.0, upper: 7.0 });
    }

    #[test]
    fn the_interval_of_a_median_narrows_with_more_samples() {
        let samples: Vec<f64> = (0..10_000).map(f64::from).collect();
        assert_eq!(median_interval(&samples), Spread { lower: 4901.0, median: 4999.5, upper: 5099.0 });
        let few = median_interval(&samples[..5]);
        assert_eq!(few, Spread { lower: 0.0, median: 2.0, upper: 4.0 });
    }

    #[test]
    fn one_percent_of_the_samples_exceed_the_99th_percentile() {
        let samples: Vec<f64> = (1..=200).map(f64::from).collect();
        let found = [percentile_99(&samples), percentile_99(&samples[..20]), percentile_99(&[])];
        assert_eq!(found.map(|sample| sample.to_string()), ["198", "20", "0"]);
    }

    #[test]
    fn ratios_are_those_of_neighbours() {
        let ratios = Spread::of_ratios(&[2.0, 30.0, 4.0], &[1.0, 10.0, 1.0]);
        assert_eq!(ratios, Spread { lower: 2.5, median: 3.0, upper: 3.5 });
    }
}
