//! Orthogonal arrays: every tuple exactly once.

use super::space::Row;

/// The largest field that is made: enough for factors of 32 values.
const LARGEST: usize = 32;

/// The rows of Bush's orthogonal array for these factors, if it has at most `most` rows. Values that a factor does not have are left
/// free.
///
/// The rows are the polynomials of a degree below the strength over a field with q elements, the factors its elements and
/// infinity: q to the power of the strength rows for up to q + 1 factors of up to q values.
pub(super) fn orthogonal(levels: &[usize], strength: usize, most: usize) -> Option<Vec<Row>> {
    let least = levels.iter().copied().max()?.max(levels.len().saturating_sub(1)).max(strength);
    let field = (least..=LARGEST).find_map(Field::new)?;
    let count = field.size.checked_pow(u32::try_from(strength).ok()?).filter(|count| *count <= most)?;
    Some((0..count).map(|number| row(number, strength, &field, levels)).collect())
}

/// The values of the polynomial whose coefficients are the digits of a number.
fn row(number: usize, strength: usize, field: &Field, levels: &[usize]) -> Row {
    let coefficients: Vec<usize> = (0..strength as u32).map(|at| number / field.size.pow(at) % field.size).collect();
    let leading = coefficients.last().copied().unwrap_or_default();
    let at = |point: usize| coefficients.iter().rev().fold(0, |sum, next| field.add(field.multiply(sum, point), *next));
    let values = (0..levels.len()).map(|factor| if factor < field.size { at(factor) } else { leading });
    values.zip(levels).map(|(value, levels)| (value < *levels).then_some(value)).collect()
}

/// A finite field. Its elements are numbers, whose digits to the base of the characteristic are the coefficients of a polynomial.
struct Field {
    size: usize,
    characteristic: usize,
    products: Vec<usize>,
}

impl Field {
    /// The field with so many elements, if there is one: for prime powers.
    fn new(size: usize) -> Option<Self> {
        let characteristic = (2..=size).find(|divisor| size.is_multiple_of(*divisor))?;
        let powers = std::iter::successors(Some(characteristic), |power| Some(power * characteristic));
        powers.take_while(|power| *power <= size).find(|power| *power == size)?;
        // A product is reduced by a polynomial whose leading term stands for the size, so that what follows it is the number.
        (0..size).map(|modulus| Self::with(size, characteristic, modulus)).find(Self::has_no_zero_divisors)
    }

    /// Numbers below `size` with the leading power reduced to minus `modulus`: a field if that polynomial is irreducible.
    fn with(size: usize, characteristic: usize, modulus: usize) -> Self {
        let mut field = Self { size, characteristic, products: vec![0; size * size] };
        for (left, right) in (0..size).flat_map(|left| (0..size).map(move |right| (left, right))) {
            field.products[left * size + right] = field.product(left, right, modulus);
        }
        field
    }

    /// Long multiplication: the left side is multiplied by x for each digit of the right.
    fn product(&self, left: usize, right: usize, modulus: usize) -> usize {
        let (mut sum, mut shifted, mut rest) = (0, left, right);
        while rest > 0 {
            sum = self.add(sum, self.times(shifted, rest % self.characteristic));
            rest /= self.characteristic;
            let over = shifted * self.characteristic / self.size;
            shifted = shifted * self.characteristic % self.size;
            shifted = self.add(shifted, self.times(modulus, self.characteristic - over));
        }
        sum
    }

    /// A sum of so many equal elements.
    fn times(&self, element: usize, count: usize) -> usize {
        (0..count).fold(0, |sum, _| self.add(sum, element))
    }

    /// The sum, digit by digit.
    fn add(&self, left: usize, right: usize) -> usize {
        let (mut sum, mut unit) = (0, 1);
        while unit < self.size {
            sum += (left / unit + right / unit) % self.characteristic * unit;
            unit *= self.characteristic;
        }
        sum
    }

    fn multiply(&self, left: usize, right: usize) -> usize {
        self.products[left * self.size + right]
    }

    fn has_no_zero_divisors(&self) -> bool {
        (1..self.size).all(|left| (1..self.size).all(|right| self.multiply(left, right) != 0))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Field, orthogonal};

    #[test]
    fn there_are_fields_for_prime_powers_alone() {
        let sizes: Vec<usize> = (2..=32).filter(|size| Field::new(*size).is_some()).collect();
        assert_eq!(sizes, [2, 3, 4, 5, 7, 8, 9, 11, 13, 16, 17, 19, 23, 25, 27, 29, 31, 32]);
    }

    #[test]
    fn every_tuple_stands_there_exactly_once() {
        for (size, strength) in [(3, 2), (4, 2), (4, 3), (5, 3), (8, 2), (9, 2)] {
            let rows = orthogonal(&vec![size; size + 1], strength, usize::MAX).expect("an array");
            for factors in (0..=size).flat_map(|one| (0..one).map(move |two| [one, two, two.saturating_sub(1)])) {
                let factors: BTreeSet<usize> = factors.into_iter().collect();
                if factors.len() < strength {
                    continue;
                }
                let tuple =
                    |row: &Vec<Option<usize>>| factors.iter().take(strength).map(|factor| row[*factor]).collect::<Vec<_>>();
                let tuples: BTreeSet<_> = rows.iter().map(tuple).collect();
                assert_eq!((tuples.len(), rows.len()), (rows.len(), size.pow(strength as u32)), "{size} {strength} {factors:?}");
            }
        }
    }

    #[test]
    fn there_are_no_more_rows_than_wanted() {
        assert!(orthogonal(&[3; 4], 2, 8).is_none());
        assert_eq!(orthogonal(&[3; 4], 2, 9).map(|rows| rows.len()), Some(9));
    }
}
