//! Lanes beneath a row: which underline lies under which, and where each label goes.
//!
//! ```text
//! the U.S. State Department said      text
//!     ====                            underline, lane 0
//!     GPE                             label, lane 0
//!     =====================           underline, lane 1
//!     ORG                             label, lane 1
//! ```
//!
//! Shorter marks lie nearer to the text. A label stands beneath its own underline; where its neighbours leave no room it is cut short, and where
//! that would leave too little of it, it moves down a lane. All numbers are points along the row.

/// Least blank between two labels.
const LABEL_GAP: f32 = 5.0;
/// A label that is cut short keeps at least this share of its width.
const LEAST_SHARE: f32 = 0.55;
/// And at least this width.
const LEAST_CUT: f32 = 24.0;

/// The stretch of a row that a mark takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Taken {
    pub(super) x0: f32,
    pub(super) x1: f32,
}

impl Taken {
    fn overlaps(self, other: Self, gap: f32) -> bool {
        self.x0 < other.x1 + gap && other.x0 < self.x1 + gap
    }
}

/// Gives each underline a lane so that no two in a lane overlap; the result is in the order of `underlines`.
pub(super) fn stack(underlines: &[Taken]) -> Vec<u8> {
    let mut order: Vec<usize> = (0..underlines.len()).collect();
    let width = |index: usize| underlines[index].x1 - underlines[index].x0;
    order.sort_by(|one, other| {
        width(*one)
            .total_cmp(&width(*other))
            .then(underlines[*one].x0.total_cmp(&underlines[*other].x0))
    });
    let mut lanes: Vec<Vec<Taken>> = Vec::new();
    let mut lane_of = vec![0; underlines.len()];
    for index in order {
        let taken = underlines[index];
        // Underlines of neighbouring words keep a hair's breadth apart, which the blank between them gives.
        let free = lanes
            .iter()
            .position(|lane| lane.iter().all(|other| !taken.overlaps(*other, -0.5)));
        let lane = free.unwrap_or_else(|| {
            lanes.push(Vec::new());
            lanes.len() - 1
        });
        lanes[lane].push(taken);
        lane_of[index] = lane.min(usize::from(u8::MAX)) as u8;
    }
    lane_of
}

/// A label that wants a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// Lane of its mark.
    pub(super) lane: u8,
    /// Where it starts if nothing is in its way.
    pub(super) x: f32,
    /// Its full width.
    pub(super) width: f32,
}

/// Where a label goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) lane: u8,
    pub(super) x: f32,
    /// Its width, less than wanted when it is cut short.
    pub(super) width: f32,
}

/// Places labels; the result is in the order of `wanted`. `underlines` are those of the row with their lanes.
pub(super) fn place_labels(wanted: &[Wanted], underlines: &[(Taken, u8)]) -> Vec<Placed> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|one, other| wanted[*one].x.total_cmp(&wanted[*other].x));
    let mut placed: Vec<Option<Placed>> = vec![None; wanted.len()];
    for (rank, index) in order.iter().enumerate() {
        let label = wanted[*index];
        let to_come = &order[rank + 1..];
        let room = room_in_own_lane(label, wanted, to_come, &placed);
        let own = Placed {
            lane: label.lane,
            x: label.x,
            width: label.width.min(room),
        };
        let free_lane = |lines: &[(Taken, u8)]| {
            (label.lane..u8::MAX)
                .map(|lane| Placed {
                    lane,
                    x: label.x,
                    width: label.width,
                })
                .find(|place| is_free(*place, label.lane, wanted, to_come, &placed, lines))
        };
        let is_readable = own.width >= label.width || own.width >= LEAST_CUT;
        let keeps_enough = is_readable && own.width >= label.width * LEAST_SHARE;
        let place = if keeps_enough {
            own
        } else if let Some(lower) = free_lane(underlines) {
            lower
        } else if is_readable {
            own
        } else {
            free_lane(&[]).unwrap_or(own)
        };
        placed[*index] = Some(place);
    }
    placed.into_iter().flatten().collect()
}

/// How wide a label can be in its own lane: up to the next label there. Nothing when an earlier label lies over its start.
fn room_in_own_lane(
    label: Wanted,
    wanted: &[Wanted],
    to_come: &[usize],
    placed: &[Option<Placed>],
) -> f32 {
    let start = Taken {
        x0: label.x,
        x1: label.x + 1.0,
    };
    let is_covered = placed.iter().flatten().any(|other| {
        let other_place = Taken {
            x0: other.x,
            x1: other.x + other.width,
        };
        other.lane == label.lane && start.overlaps(other_place, LABEL_GAP)
    });
    if is_covered {
        return 0.0;
    }
    let next = to_come
        .iter()
        .map(|index| wanted[*index])
        .filter(|other| other.lane == label.lane);
    next.map(|other| other.x - LABEL_GAP - label.x)
        .fold(f32::INFINITY, f32::min)
}

fn is_free(
    place: Placed,
    own_lane: u8,
    wanted: &[Wanted],
    to_come: &[usize],
    placed: &[Option<Placed>],
    underlines: &[(Taken, u8)],
) -> bool {
    let taken = Taken {
        x0: place.x,
        x1: place.x + place.width,
    };
    let clear_of_placed = placed.iter().flatten().all(|other| {
        other.lane != place.lane
            || !taken.overlaps(
                Taken {
                    x0: other.x,
                    x1: other.x + other.width,
                },
                LABEL_GAP,
            )
    });
    let clear_of_wanted = to_come.iter().map(|index| wanted[*index]).all(|other| {
        other.lane != place.lane
            || !taken.overlaps(
                Taken {
                    x0: other.x,
                    x1: other.x + other.width,
                },
                LABEL_GAP,
            )
    });
    // Beneath a foreign underline it would read as that one's label.
    let clear_of_lines = underlines
        .iter()
        .all(|(line, lane)| *lane <= own_lane || *lane > place.lane || !taken.overlaps(*line, 0.0));
    clear_of_placed && clear_of_wanted && clear_of_lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(x0: f32, x1: f32) -> Taken {
        Taken { x0, x1 }
    }

    fn wanted(lane: u8, x: f32, width: f32) -> Wanted {
        Wanted { lane, x, width }
    }

    #[test]
    fn inner_marks_lie_nearer_to_the_text() {
        assert_eq!(
            stack(&[taken(0.0, 100.0), taken(0.0, 30.0), taken(50.0, 100.0)]),
            [1, 0, 0]
        );
    }

    #[test]
    fn crossing_marks_take_two_lanes() {
        assert_eq!(
            stack(&[taken(0.0, 50.0), taken(40.0, 100.0), taken(101.0, 120.0)]),
            [0, 1, 0]
        );
    }

    #[test]
    fn a_label_with_room_stands_beneath_its_mark() {
        let places = place_labels(&[wanted(0, 0.0, 20.0), wanted(0, 30.0, 20.0)], &[]);
        assert_eq!(
            places,
            [
                Placed {
                    lane: 0,
                    x: 0.0,
                    width: 20.0
                },
                Placed {
                    lane: 0,
                    x: 30.0,
                    width: 20.0
                },
            ]
        );
    }

    #[test]
    fn a_label_is_cut_short_before_its_neighbour() {
        let places = place_labels(&[wanted(0, 0.0, 50.0), wanted(0, 40.0, 20.0)], &[]);
        assert_eq!(
            places[0],
            Placed {
                lane: 0,
                x: 0.0,
                width: 35.0
            }
        );
    }

    #[test]
    fn a_label_with_too_little_room_moves_down() {
        let places = place_labels(&[wanted(0, 0.0, 90.0), wanted(0, 20.0, 20.0)], &[]);
        assert_eq!(
            places[0],
            Placed {
                lane: 1,
                x: 0.0,
                width: 90.0
            }
        );
        assert_eq!(places[1].lane, 0);
    }

    #[test]
    fn two_labels_of_one_place_stand_under_each_other() {
        let places = place_labels(&[wanted(0, 0.0, 30.0), wanted(0, 0.0, 40.0)], &[]);
        assert_ne!(places[0].lane, places[1].lane);
    }

    #[test]
    fn a_label_that_moves_keeps_clear_of_foreign_underlines() {
        let lines = [(taken(0.0, 200.0), 1)];
        let places = place_labels(&[wanted(0, 0.0, 90.0), wanted(0, 45.0, 20.0)], &lines);
        assert_eq!(
            places[0].lane, 0,
            "no lane is free of the line, so it is cut in its own"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_two_labels_overlap(starts in proptest::collection::vec((0_u16..600, 8_u16..90, 0_u8..3), 1..30)) {
            let labels: Vec<_> = starts.iter().map(|(x, width, lane)| wanted(*lane, f32::from(*x), f32::from(*width))).collect();
            let places = place_labels(&labels, &[]);
            for (index, one) in places.iter().enumerate() {
                for other in &places[index + 1..] {
                    let apart = one.lane != other.lane || one.x + one.width <= other.x || other.x + other.width <= one.x;
                    proptest::prop_assert!(apart, "{one:?} {other:?}");
                }
            }
        }

        #[test]
        fn no_two_underlines_of_a_lane_overlap(starts in proptest::collection::vec((0_u16..600, 2_u16..300), 1..30)) {
            let lines: Vec<_> = starts.iter().map(|(x, width)| taken(f32::from(*x), f32::from(*x + *width))).collect();
            let lanes = stack(&lines);
            for (index, one) in lines.iter().enumerate() {
                for (other_index, other) in lines.iter().enumerate().skip(index + 1) {
                    proptest::prop_assert!(lanes[index] != lanes[other_index] || !one.overlaps(*other, -0.5));
                }
            }
        }
    }
}
