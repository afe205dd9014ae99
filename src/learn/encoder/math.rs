//! The functions between the matrix products, written so that the compiler turns them into vector instructions.

/// Lanes that sums run in side by side. Part of the result: another number of lanes rounds otherwise.
const LANES: usize = 8;

fn sum_by(row: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let mut rest = 0.0;
    let chunks = row.chunks_exact(LANES);
    for value in chunks.remainder() {
        rest += term(*value);
    }
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += term(*value);
        }
    }
    lanes.iter().sum::<f32>() + rest
}

/// Normalises a row to mean 0 and variance 1, then scales and moves it (layer normalisation; Ba et al. 2016).
pub(super) fn normalise(row: &mut [f32], gain: &[f32], bias: &[f32]) {
    let len = row.len() as f32;
    let mean = sum_by(row, |value| value) / len;
    let variance = sum_by(row, |value| (value - mean) * (value - mean)) / len;
    let factor = 1.0 / (variance + 1e-12).sqrt();
    for ((value, gain), bias) in row.iter_mut().zip(gain).zip(bias) {
        *value = (*value - mean) * factor * gain + bias;
    }
}

/// Turns scores into probabilities.
pub(super) fn softmax(row: &mut [f32]) {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    for chunk in row.chunks(LANES) {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane = if *value > *lane { *value } else { *lane };
        }
    }
    let most = lanes.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for value in row.iter_mut() {
        *value = exp(*value - most);
    }
    let factor = 1.0 / sum_by(row, |value| value);
    for value in row.iter_mut() {
        *value *= factor;
    }
}

/// The Gaussian error linear unit in its approximation by tanh (Hendrycks and Gimpel 2016), which the encoder was trained with.
pub(super) fn gelu(row: &mut [f32]) {
    // 0.5 (1 + tanh y) is 1 / (1 + exp(-2y)).
    const SCALE: f32 = -2.0 * 0.797_884_6;
    for value in row.iter_mut() {
        let x = *value;
        *value = x / (1.0 + exp(SCALE * x * (1.0 + 0.044_715 * x * x)));
    }
}

/// The exponential to about seven digits, without a branch: 2 to a whole number times a polynomial (Cephes, `expf`).
#[inline]
fn exp(x: f32) -> f32 {
    // 1.5 times 2^23: adding it leaves the nearest whole number in the low bits.
    const ROUND: f32 = 12_582_912.0;
    const HIGH: f32 = 0.693_359_4;
    const LOW: f32 = -2.121_944_4e-4;
    let x = if x < 88.0 { x } else { 88.0 };
    let x = if x > -87.0 { x } else { -87.0 };
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let rest = x - whole * HIGH - whole * LOW;
    let mut sum = 1.987_569_1e-4;
    for factor in [
        1.398_2e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        1.666_666_5e-1,
        0.5,
    ] {
        sum = sum * rest + factor;
    }
    let power = shifted
        .to_bits()
        .wrapping_sub(ROUND.to_bits())
        .wrapping_add(127)
        << 23;
    (sum * rest * rest + rest + 1.0) * f32::from_bits(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_that_of_the_standard_library() {
        for step in -8_700..=8_800_i16 {
            let x = f32::from(step) / 100.0;
            let (own, known) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((own - known).abs() <= known * 3e-7, "{x}: {own} {known}");
        }
        assert!(exp(f32::NEG_INFINITY) < 1e-37);
    }

    #[test]
    fn probabilities_sum_to_one_and_rows_are_normalised() {
        let mut row: Vec<f32> = (0..21_i16).map(|at| f32::from(at % 7) - 2.0).collect();
        let mut normal = row.clone();
        softmax(&mut row);
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!((row[4] / row[3] - std::f32::consts::E).abs() < 1e-5);
        normalise(&mut normal, &[2.0; 21], &[1.0; 21]);
        let mean = normal.iter().sum::<f32>() / 21.0;
        let variance = normal
            .iter()
            .map(|value| (value - 1.0).powi(2))
            .sum::<f32>()
            / 21.0;
        assert!(
            (mean - 1.0).abs() < 1e-6 && (variance - 4.0).abs() < 1e-5,
            "{mean} {variance}"
        );
    }

    #[test]
    fn the_unit_is_nothing_far_below_and_the_number_itself_far_above() {
        let mut row = [-20.0, -1.0, 0.0, 1.0, 20.0];
        gelu(&mut row);
        let known = [0.0, -0.158_808, 0.0, 0.841_192, 20.0];
        for (own, known) in row.iter().zip(known) {
            assert!((own - known).abs() < 1e-5, "{own} {known}");
        }
    }
}
