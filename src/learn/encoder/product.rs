//! Matrix products with weights that are laid out for the processor once, when a model is opened.
//!
//! Where the processor multiplies whole numbers without overflow in between (VNNI and the like), inputs are rounded to eight bits row by row and
//! the weights stay as the file has them; elsewhere products are in f32. The two differ in the third digit of a probability.

use rten_gemm::{
    BiasVector, GemmExecutor, GemmInputA, GemmInputB, GemmOptions, GemmResult, PackedBMatrix,
};
use rten_tensor::NdTensorView;

use super::weights::{Dense, Matrix, SmallDense};

/// What the processor can do, found out once a thread.
struct Kernels {
    f32: GemmExecutor<f32>,
    int8: GemmExecutor<u8, i8, i32>,
}

thread_local! {
    static KERNELS: Kernels = Kernels {
        f32: GemmExecutor::new(),
        int8: GemmExecutor::new(),
    };
}

enum Packed {
    Int8 {
        weights: PackedBMatrix<i8>,
        scales: Vec<f32>,
        /// Sums of the columns: what an input's number for nothing adds.
        sums: Vec<f32>,
    },
    F32(PackedBMatrix<f32>),
}

/// A product with some weights and what is added behind it.
pub(super) struct Product {
    packed: Packed,
    bias: Vec<f32>,
}

impl Product {
    /// Of weights that are whole numbers.
    pub(super) fn of_small(dense: SmallDense) -> Self {
        let can_int8 = KERNELS.with(|kernels| !kernels.int8.may_saturate());
        if can_int8 {
            Self::int8(dense)
        } else {
            Self::f32_of_small(&dense)
        }
    }

    fn int8(dense: SmallDense) -> Self {
        let columns = dense.bias.len();
        let shape = [dense.values.len() / columns, columns];
        let view = NdTensorView::from_data(shape, dense.values.as_slice());
        let mut sums = vec![0.0; columns];
        for row in dense.values.chunks_exact(columns) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += f32::from(*value);
            }
        }
        Self {
            packed: Packed::Int8 {
                weights: KERNELS.with(|kernels| kernels.int8.prepack_b(view)),
                scales: dense.scales,
                sums,
            },
            bias: dense.bias,
        }
    }

    fn f32_of_small(dense: &SmallDense) -> Self {
        let columns = dense.bias.len();
        let rows = dense.values.chunks_exact(columns);
        let values = rows.flat_map(|row| row.iter().zip(&dense.scales));
        Self::of(Dense {
            weights: Matrix {
                columns,
                values: values
                    .map(|(value, scale)| f32::from(*value) * scale)
                    .collect(),
            },
            bias: dense.bias.clone(),
        })
    }

    /// Of weights as they are.
    pub(super) fn of(dense: Dense) -> Self {
        let weights = view(&dense.weights);
        Self {
            packed: Packed::F32(KERNELS.with(|kernels| kernels.f32.prepack_b(weights))),
            bias: dense.bias,
        }
    }

    /// The product with each row of `input`.
    pub(super) fn apply(&self, input: &Matrix) -> Matrix {
        let mut out = Matrix::zeros(input.num_rows(), self.bias.len());
        let done = KERNELS.with(|kernels| match &self.packed {
            Packed::F32(weights) => kernels.f32.gemm(
                &mut out.values,
                GemmInputA::Unpacked(view(input)),
                GemmInputB::Packed(weights),
                GemmOptions {
                    bias: Some(BiasVector::Row(&self.bias)),
                    ..GemmOptions::default()
                },
            ),
            Packed::Int8 {
                weights,
                scales,
                sums,
            } => self.apply_int8(&kernels.int8, weights, (scales, sums), input, &mut out),
        });
        debug_assert!(done.is_ok(), "sizes are checked when a model is read");
        out
    }

    fn apply_int8(
        &self,
        kernel: &GemmExecutor<u8, i8, i32>,
        weights: &PackedBMatrix<i8>,
        (scales, columns): (&[f32], &[f32]),
        input: &Matrix,
        out: &mut Matrix,
    ) -> GemmResult {
        let rounded = Rounded::of(input);
        let mut sums = vec![0_i32; out.values.len()];
        let shape = [input.num_rows(), input.columns];
        // Numbers for nothing could be given to the kernel; those of version 0.27 go wrong where rows differ in them.
        kernel.gemm(
            &mut sums,
            GemmInputA::Unpacked(NdTensorView::from_data(shape, rounded.values.as_slice())),
            GemmInputB::Packed(weights),
            GemmOptions::default(),
        )?;
        let rows = sums.chunks_exact(columns.len());
        let rounding = rounded.scales.iter().zip(&rounded.zeros);
        for ((out, sums), (scale, zero)) in out.rows_mut().zip(rows).zip(rounding) {
            let zero = f32::from(*zero);
            let columns = scales.iter().zip(columns).zip(&self.bias);
            for ((out, sum), ((own, column), bias)) in out.iter_mut().zip(sums).zip(columns) {
                *out = (*sum as f32 - zero * column) * (scale * own) + bias;
            }
        }
        Ok(())
    }
}

/// A matrix in whole numbers from 0 to 255: each row has a scale, and a number that stands for nothing.
struct Rounded {
    values: Vec<u8>,
    zeros: Vec<u8>,
    scales: Vec<f32>,
}

impl Rounded {
    fn of(input: &Matrix) -> Self {
        let mut rounded = Self {
            values: Vec::with_capacity(input.values.len()),
            zeros: Vec::with_capacity(input.num_rows()),
            scales: Vec::with_capacity(input.num_rows()),
        };
        for row in input.rows() {
            let (mut least, mut most) = (0.0_f32, 0.0_f32);
            for value in row {
                least = if *value < least { *value } else { least };
                most = if *value > most { *value } else { most };
            }
            let scale = ((most - least) / 255.0).max(f32::MIN_POSITIVE);
            let factor = 1.0 / scale;
            let zero = (-least * factor + 0.5).min(255.0) as u8;
            // Added to a number, this leaves the nearest whole number in its lowest bits.
            let middle = f32::from(zero) + 12_582_912.0;
            rounded.zeros.push(zero);
            rounded.scales.push(scale);
            let values = row
                .iter()
                .map(|value| (value * factor + middle).to_bits() as u8);
            rounded.values.extend(values);
        }
        rounded
    }
}

fn view(matrix: &Matrix) -> NdTensorView<'_, f32, 2> {
    NdTensorView::from_data(
        [matrix.num_rows(), matrix.columns],
        matrix.values.as_slice(),
    )
}

/// `out = scale * one * other^T`, for matrices of as many columns.
pub(super) fn times_transposed(one: &Matrix, other: &Matrix, scale: f32, out: &mut [f32]) {
    let done = KERNELS.with(|kernels| {
        kernels.f32.gemm(
            out,
            GemmInputA::Unpacked(view(one)),
            GemmInputB::Unpacked(view(other).transposed()),
            GemmOptions {
                alpha: scale,
                ..GemmOptions::default()
            },
        )
    });
    debug_assert!(done.is_ok(), "one score for each pair of rows");
}

/// `out = one * other`.
pub(super) fn times(one: &Matrix, other: &Matrix, out: &mut [f32]) {
    let done = KERNELS.with(|kernels| {
        kernels.f32.gemm(
            out,
            GemmInputA::Unpacked(view(one)),
            GemmInputB::Unpacked(view(other)),
            GemmOptions::default(),
        )
    });
    debug_assert!(done.is_ok(), "one row for each row");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_and_f32_agree() {
        let wave = |count: usize, step: f32| -> Vec<f32> {
            (0..count)
                .map(|at| (at as f32 * step).sin() * 3.0)
                .collect()
        };
        let dense = SmallDense {
            values: wave(64 * 24, 0.37)
                .iter()
                .map(|value| (value * 42.0) as i8)
                .collect(),
            scales: wave(24, 0.9)
                .iter()
                .map(|value| value.abs() / 100.0 + 0.001)
                .collect(),
            bias: wave(24, 0.2),
        };
        let input = Matrix {
            columns: 64,
            // More rows than a kernel takes at once, each with other extremes.
            values: wave(64 * 200, 0.11)
                .iter()
                .zip(0..)
                .map(|(value, at)| value * (1.0 + (at / 64 % 7) as f32) + (at / 64 % 5) as f32)
                .collect(),
        };
        let exact = Product::f32_of_small(&dense).apply(&input);
        let rounded = Product::int8(dense.clone()).apply(&input);
        let by_hand: f32 = (0..64)
            .map(|at| input.row(3)[at] * f32::from(dense.values[at * 24 + 5]) * dense.scales[5])
            .sum::<f32>()
            + dense.bias[5];
        assert!((exact.row(3)[5] - by_hand).abs() < 1e-3);
        // A processor on which whole numbers overflow never takes that way.
        if KERNELS.with(|kernels| kernels.int8.may_saturate()) {
            return;
        }
        let largest = exact
            .values
            .iter()
            .fold(0.0_f32, |most, value| most.max(value.abs()));
        for (exact, rounded) in exact.values.iter().zip(&rounded.values) {
            assert!(
                (exact - rounded).abs() < largest * 0.05,
                "{exact} {rounded}"
            );
        }
    }

    #[test]
    fn rows_of_nothing_stay_nothing() {
        let rounded = Rounded::of(&Matrix::zeros(2, 3));
        assert_eq!((rounded.values, rounded.zeros), (vec![0; 6], vec![0; 2]));
    }
}
