//! The tuples of factors, numbered.

/// A row: the value of each factor, or nothing where it does not matter.
pub(super) type Row = Vec<Option<usize>>;

/// The largest strength.
const STRONGEST: usize = 4;

/// All t-way tuples of factors with so many values each. A tuple is a set of `strength` factors, ascending, with a value each.
/// The tuples of one set have neighbouring numbers.
#[derive(Debug, Clone)]
pub(super) struct Space {
    /// How many values each factor has.
    pub(super) levels: Vec<usize>,
    /// The sets of factors.
    pub(super) sets: Vec<Set>,
    /// For each factor, the sets that it is in.
    faces: Vec<Vec<Face>>,
    /// How many tuples there are.
    pub(super) size: usize,
}

/// A set of factors.
#[derive(Debug, Clone)]
pub(super) struct Set {
    /// The factors, ascending, each with what a step in its value adds to the number of the tuple.
    members: Vec<(usize, usize)>,
    /// The number of its first tuple.
    pub(super) first: usize,
    /// How many tuples it has.
    pub(super) size: usize,
}

/// A set, as seen from one of its factors.
#[derive(Debug, Clone)]
struct Face {
    /// The number of the set's first tuple.
    first: usize,
    /// What a step in the factor's value adds to the number of the tuple.
    stride: usize,
    /// The same of the other factors, as (factor, stride). An array, for it is what all time is spent on.
    others: [(usize, usize); STRONGEST - 1],
    /// How many of `others` there are.
    count: usize,
    /// Whether this factor is the largest of the set.
    last: bool,
}

impl Space {
    /// The tuples of these factors. The strength is brought into 1..=4, and down to the number of factors.
    pub(super) fn new(levels: &[usize], strength: usize) -> Self {
        let strength = strength.clamp(1, STRONGEST).min(levels.len());
        let mut space = Self { levels: levels.to_vec(), sets: Vec::new(), faces: vec![Vec::new(); levels.len()], size: 0 };
        for factors in combinations(levels.len(), strength).iter().filter(|factors| !factors.is_empty()) {
            space.add(factors);
        }
        space
    }

    fn add(&mut self, factors: &[usize]) {
        let mut size = 1;
        let mut members = Vec::new();
        for factor in factors.iter().rev() {
            members.insert(0, (*factor, size));
            size *= self.levels[*factor];
        }
        for (at, (factor, stride)) in members.iter().enumerate() {
            let mut others = [(0, 0); STRONGEST - 1];
            let rest = members.iter().filter(|(other, _)| other != factor);
            others.iter_mut().zip(rest).for_each(|(slot, other)| *slot = *other);
            let count = members.len() - 1;
            self.faces[*factor].push(Face { first: self.size, stride: *stride, others, count, last: at == count });
        }
        self.sets.push(Set { members, first: self.size, size });
        self.size += size;
    }

    /// A row in the terms of this space: one cell for each factor, free where the value does not exist.
    pub(super) fn read(&self, cells: impl IntoIterator<Item = Option<usize>>) -> Row {
        let given = cells.into_iter().chain(std::iter::repeat(None));
        self.levels.iter().zip(given).map(|(levels, cell)| cell.filter(|value| value < levels)).collect()
    }

    /// The numbers of the tuples in which a factor has a value, the other factors being as in the row.
    pub(super) fn with<'a>(&'a self, row: &'a [Option<usize>], factor: usize, value: usize) -> impl Iterator<Item = usize> + 'a {
        self.faces[factor].iter().filter_map(move |face| face.number(row, value))
    }

    /// The numbers of all tuples of a row.
    pub(super) fn of<'a>(&'a self, row: &'a [Option<usize>]) -> impl Iterator<Item = usize> + 'a {
        let values = row.iter().enumerate().filter_map(|(factor, value)| Some((factor, (*value)?)));
        values.flat_map(move |(factor, value)| {
            self.faces[factor].iter().filter(|face| face.last).filter_map(move |face| face.number(row, value))
        })
    }

    /// How many tuples a value takes part in at most.
    pub(super) fn width(&self, factor: usize) -> usize {
        self.faces[factor].len()
    }

    /// The factors and values of a tuple.
    pub(super) fn pairs(&self, tuple: usize) -> Vec<(usize, usize)> {
        let after = self.sets.partition_point(|set| set.first <= tuple);
        after.checked_sub(1).map_or_else(Vec::new, |at| self.sets[at].pairs(&self.levels, tuple))
    }
}

impl Set {
    /// How many factors it has.
    pub(super) fn strength(&self) -> usize {
        self.members.len()
    }

    /// The factors and values of one of its tuples.
    pub(super) fn pairs(&self, levels: &[usize], tuple: usize) -> Vec<(usize, usize)> {
        let within = tuple - self.first;
        self.members.iter().map(|(factor, stride)| (*factor, within / stride % levels[*factor])).collect()
    }
}

impl Face {
    /// The number of the tuple, where all its values are known.
    fn number(&self, row: &[Option<usize>], value: usize) -> Option<usize> {
        let mut number = self.first + value * self.stride;
        for (other, stride) in &self.others[..self.count] {
            number += row[*other]? * stride;
        }
        Some(number)
    }
}

/// The sets of so many of the first `among` numbers, each ascending.
fn combinations(among: usize, count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for last in count - 1..among {
        for mut set in combinations(last, count - 1) {
            set.push(last);
            all.push(set);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::Space;

    #[test]
    fn every_tuple_has_a_number_of_its_own_and_the_way_back() {
        for strength in 1..=4 {
            let space = Space::new(&[3, 2, 4, 1, 2], strength);
            for tuple in 0..space.size {
                let mut row = vec![None; 5];
                for (factor, value) in space.pairs(tuple) {
                    row[factor] = Some(value);
                }
                assert_eq!(space.of(&row).collect::<Vec<_>>(), [tuple]);
            }
        }
    }

    #[test]
    fn the_strength_is_at_most_the_number_of_factors() {
        assert_eq!(Space::new(&[3, 2], 4).size, 6);
        assert_eq!(Space::new(&[3, 2], 0).size, 5);
    }
}
