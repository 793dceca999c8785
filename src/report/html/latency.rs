//! How long the answers took, as a plot and as quantiles.

use crate::record::model::ExchangeRecord;
use crate::record::{RunRecord, Verdict};
use crate::report::text::{count, duration, thousands};

/// The plot without its labels.
const WIDTH: f64 = 340.0;
const HEIGHT: f64 = 110.0;
/// So many bars to a tenfold of time: the scale is logarithmic, for a second stands beside a millisecond.
const BARS_PER_DECADE: f64 = 8.0;
/// What is faster is drawn as this, in milliseconds.
const FASTEST: f64 = 0.1;

/// The section on latency.
pub(super) struct Latency {
    /// Whose durations these are.
    pub(super) remark: String,
    /// `None` where the record holds no durations.
    pub(super) plot: Option<Plot>,
}

/// A histogram.
pub(super) struct Plot {
    pub(super) bars: Vec<Bar>,
    pub(super) ticks: Vec<Tick>,
    /// Where the median and its like stand.
    pub(super) quantiles: Vec<Quantile>,
    /// The plot in words.
    pub(super) words: String,
}

/// So many exchanges took from … to ….
pub(super) struct Bar {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
    pub(super) words: String,
}

/// A label of the time axis.
pub(super) struct Tick {
    pub(super) x: String,
    pub(super) label: String,
}

/// So many of all took at most so long.
pub(super) struct Quantile {
    pub(super) x: String,
    pub(super) label: &'static str,
    pub(super) value: String,
}

/// Of everything that the record holds.
pub(super) fn latency(record: &RunRecord) -> Latency {
    let of_cases = record.cases.iter().flat_map(|case| &case.exchanges);
    let of_controls = record.controls.iter().flat_map(|control| &control.exchanges);
    let answered = |exchange: &&ExchangeRecord| exchange.response.is_some() && exchange.duration_ms > 0.0;
    let mut times: Vec<f64> = of_cases.chain(of_controls).filter(answered).map(|exchange| exchange.duration_ms).collect();
    times.sort_by(f64::total_cmp);
    Latency { remark: remark(record, times.len()), plot: (!times.is_empty()).then(|| plot(&times)) }
}

/// What the plot is of, and what it is not of.
fn remark(record: &RunRecord, seen: usize) -> String {
    if seen == 0 {
        return "The record holds no durations of exchanges.".to_owned();
    }
    let all = thousands(record.statistics.exchanges);
    let told = record.cases.iter().any(|case| case.verdict == Verdict::Pass && !case.exchanges.is_empty());
    let scope = if told {
        "all but those on the way to a code"
    } else {
        "those of findings alone, for the record was made without the others"
    };
    format!("{} of the run's {all}: {scope}.", count(seen, "exchange"))
}

fn plot(times: &[f64]) -> Plot {
    let (first, last) = (times.first().copied().unwrap_or(1.0), times.last().copied().unwrap_or(1.0));
    // Whole decades would leave half of the plot empty; whole bars do.
    let from = (first.max(FASTEST).log10() * BARS_PER_DECADE).floor() / BARS_PER_DECADE;
    let to = ((last.max(FASTEST).log10() * BARS_PER_DECADE).floor() + 1.0) / BARS_PER_DECADE;
    let place = |time: f64| (time.max(FASTEST).log10() - from) / (to - from) * WIDTH;
    let named = [(0.5, "median"), (0.9, "90 %"), (0.99, "99 %"), (1.0, "longest")];
    let quantiles: Vec<Quantile> = named
        .into_iter()
        .map(|(share, label)| (label, quantile(times, share)))
        .map(|(label, time)| Quantile { x: pixels(place(time)), label, value: exact(time) })
        .collect();
    let values: Vec<String> = quantiles.iter().map(|quantile| format!("{} {}", quantile.label, quantile.value)).collect();
    let words = format!("Histogram of the durations of {}: {}.", count(times.len(), "exchange"), values.join(", "));
    Plot { bars: bars(times, from, to), ticks: ticks(from, to, place), quantiles, words }
}

fn bars(times: &[f64], from: f64, to: f64) -> Vec<Bar> {
    let number = ((to - from) * BARS_PER_DECADE).round().max(1.0) as usize;
    let mut heights = vec![0_usize; number];
    for time in times {
        let at = ((time.max(FASTEST).log10() - from) * BARS_PER_DECADE).floor().max(0.0) as usize;
        heights[at.min(number - 1)] += 1; // Invariant: `number` is at least 1, and the length of `heights`.
    }
    let highest = heights.iter().copied().max().unwrap_or(1).max(1) as f64;
    let width = WIDTH / number as f64;
    let bar = |(at, of)| {
        let edge = |at: usize| 10_f64.powf(from + at as f64 / BARS_PER_DECADE);
        // One exchange among thousands is seen, too.
        let height = (of as f64 / highest * HEIGHT).max(1.5);
        let words = format!("{} in {} to {}", count(of, "exchange"), exact(edge(at)), exact(edge(at + 1)));
        Bar {
            x: pixels(at as f64 * width),
            y: pixels(HEIGHT - height),
            width: pixels((width - 1.0).max(1.0)),
            height: pixels(height),
            words,
        }
    };
    heights.into_iter().enumerate().filter(|(_, of)| *of > 0).map(bar).collect()
}

/// 1, 2 and 5 of each decade while there is room, else 1 alone.
fn ticks(from: f64, to: f64, place: impl Fn(f64) -> f64) -> Vec<Tick> {
    let steps: &[f64] = match to - from {
        narrow if narrow <= 1.6 => &[1.0, 2.0, 5.0],
        middle if middle <= 2.6 => &[1.0, 3.0],
        _ => &[1.0],
    };
    let decades = (from.floor() as i32)..=(to.ceil() as i32);
    let times = decades.flat_map(|decade| steps.iter().map(move |step| step * 10_f64.powi(decade)));
    let inside = times.filter(|time| (from - 1e-9..=to + 1e-9).contains(&time.log10()));
    inside.map(|time| Tick { x: pixels(place(time)), label: exact(time) }).collect()
}

/// The smallest time that is not exceeded by this share of all.
fn quantile(times: &[f64], share: f64) -> f64 {
    let rank = (share * times.len() as f64).ceil().max(1.0) as usize;
    times.get(rank - 1).or(times.last()).copied().unwrap_or_default()
}

/// As [`duration`], with a digit more where milliseconds are few.
fn exact(milliseconds: f64) -> String {
    match milliseconds {
        few if few < 9.95 && (few - few.round()).abs() > 0.05 => format!("{few:.1} ms"),
        whole if whole >= 1000.0 && (whole / 1000.0 - (whole / 1000.0).round()).abs() < 0.01 => {
            format!("{:.0} s", whole / 1000.0)
        }
        other => duration(other),
    }
}

fn pixels(number: f64) -> String {
    format!("{number:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_times_that_were_seen() {
        let times: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!([0.5, 0.9, 0.99, 1.0].map(|share| quantile(&times, share)), [100.0, 180.0, 198.0, 200.0]);
        assert_eq!(quantile(&[7.0], 0.5), 7.0);
    }

    #[test]
    fn every_exchange_is_in_a_bar() {
        for times in [vec![0.01], vec![1.0, 1.0], vec![0.5, 3.0, 12.0, 999.9, 61_000.0]] {
            let plot = plot(&times);
            let number = |bar: &Bar| bar.words.split(' ').next().unwrap().parse::<usize>().unwrap();
            assert_eq!(plot.bars.iter().map(number).sum::<usize>(), times.len());
            for bar in &plot.bars {
                let right = bar.x.parse::<f64>().unwrap() + bar.width.parse::<f64>().unwrap();
                assert!(right <= WIDTH + 0.1 && bar.y.parse::<f64>().unwrap() >= 0.0, "{times:?}");
            }
        }
    }

    #[test]
    fn times_are_short_and_right() {
        assert_eq!([0.3, 1.0, 9.5, 12.4, 2000.0, 2340.0].map(exact), ["0.3 ms", "1 ms", "9.5 ms", "12 ms", "2 s", "2.3 s"]);
    }
}
