//! Lanes above a row: the orthogonal arcs from a trigger to its fillers.
//!
//! ```text
//!      Attacker─────┐┌──── Place            lane 1
//!         │ Instrument┐┌ Target │           lane 0
//!         ▼     ▼     ││    ▼   ▼
//!    a rebel rocket attack on a hospital in Aleppo
//! ```
//!
//! Arcs of one event and side share a lane where their role names leave room, as branches of one line. Arcs that leave the row run to the gutter at the
//! column's left edge, whose place is given as an x left of zero. All numbers are points along the row.

/// Blank between two role names.
const NAME_GAP: f32 = 4.0;

/// An arc, or the part of it on this row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    /// Which event: arcs of one event may share lines.
    pub(super) event: u32,
    /// Where it starts on this row: the trigger's middle, or the gutter.
    pub(super) from: f32,
    /// Where it ends; `None` when it only leaves for the gutter at `gutter`.
    pub(super) filler: Option<(f32, f32)>,
    /// Width of its role name.
    pub(super) name_width: f32,
    /// The gutter track, left of the column.
    pub(super) gutter: f32,
}

/// Where an arc runs on this row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Routed {
    /// Lane, 0 next to the text.
    pub(super) lane: u8,
    /// Where it comes down on its filler; the gutter for one that leaves.
    pub(super) to: f32,
}

#[derive(Clone, Copy)]
struct Line {
    event: u32,
    lane: u8,
    low: f32,
    high: f32,
    /// Extent of the role name, empty for a line without one.
    name: (f32, f32),
    drop: Option<f32>,
}

/// Routes all arcs of a row; the result is in the order of `requests`, with the number of lanes.
pub(super) fn route(requests: &[Request]) -> (Vec<Routed>, u8) {
    let mut order: Vec<usize> = (0..requests.len()).collect();
    let reach = |index: usize| {
        let request = requests[index];
        let to = request
            .filler
            .map_or(request.gutter, |(x0, x1)| f32::midpoint(x0, x1));
        (to - request.from).abs()
    };
    order.sort_by(|one, other| reach(*one).total_cmp(&reach(*other)).then(one.cmp(other)));
    let mut lines: Vec<Line> = Vec::new();
    let mut routed = vec![Routed { lane: 0, to: 0.0 }; requests.len()];
    for index in order {
        let line = find_line(requests[index], &lines);
        routed[index] = Routed {
            lane: line.lane,
            to: line.drop.unwrap_or(requests[index].gutter),
        };
        lines.push(line);
    }
    let lanes = lines.iter().map(|line| line.lane + 1).max().unwrap_or(0);
    (routed, lanes)
}

/// The cheapest lane and place on the filler to come down on: low lanes are cheap, running through a role name is dear, sharing a lane with a line
/// in the way is impossible.
fn find_line(request: Request, lines: &[Line]) -> Line {
    let drops: Vec<Option<f32>> = match request.filler {
        None => vec![None],
        Some((x0, x1)) => {
            let inset = ((x1 - x0) * 0.2).min(8.0);
            [f32::midpoint(x0, x1), x0 + inset, x1 - inset]
                .map(Some)
                .to_vec()
        }
    };
    let highest = lines.iter().map(|line| line.lane + 1).max().unwrap_or(0);
    let mut best = line_at(request, drops[0], highest);
    let mut least = f32::INFINITY;
    for lane in 0..=highest {
        for (rank, drop) in drops.iter().enumerate() {
            let line = line_at(request, *drop, lane);
            if lines.iter().any(|other| blocks(&line, other)) {
                continue;
            }
            let pierced = lines.iter().filter(|other| pierces(&line, other)).count();
            let cost = f32::from(lane) + rank as f32 * 0.2 + pierced as f32 * 3.0;
            if cost < least {
                (best, least) = (line, cost);
            }
        }
    }
    best
}

fn line_at(request: Request, drop: Option<f32>, lane: u8) -> Line {
    let to = drop.unwrap_or(request.gutter);
    let half = request.name_width / 2.0;
    let name = drop.map_or((to, to), |x| (x - half, x + half));
    Line {
        event: request.event,
        lane,
        low: request.from.min(to).min(name.0),
        high: request.from.max(to).max(name.1),
        name,
        drop,
    }
}

/// Whether two lines cannot both lie in their lane.
fn blocks(one: &Line, other: &Line) -> bool {
    let apart = |a: (f32, f32), b: (f32, f32)| a.1 + NAME_GAP <= b.0 || b.1 + NAME_GAP <= a.0;
    one.lane == other.lane
        && if one.event == other.event {
            has_name(one) && has_name(other) && !apart(one.name, other.name)
        } else {
            !apart((one.low, one.high), (other.low, other.high))
        }
}

/// Whether the one of the two that comes down from a higher lane runs through the role name of the lower.
fn pierces(one: &Line, other: &Line) -> bool {
    let (upper, lower) = if one.lane > other.lane {
        (one, other)
    } else {
        (other, one)
    };
    let through = |x: f32| lower.name.0 - 2.0 < x && x < lower.name.1 + 2.0;
    upper.lane > lower.lane && has_name(lower) && upper.drop.is_some_and(through)
}

fn has_name(line: &Line) -> bool {
    line.name.1 > line.name.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(event: u32, from: f32, filler: (f32, f32), name_width: f32) -> Request {
        Request {
            event,
            from,
            filler: Some(filler),
            name_width,
            gutter: -14.0,
        }
    }

    #[test]
    fn both_sides_of_a_trigger_share_the_lowest_lane() {
        let (routed, lanes) = route(&[
            request(0, 100.0, (20.0, 60.0), 40.0),
            request(0, 100.0, (140.0, 180.0), 40.0),
        ]);
        assert_eq!(lanes, 1);
        assert_eq!(routed[0], Routed { lane: 0, to: 40.0 });
    }

    #[test]
    fn names_that_would_touch_take_two_lanes() {
        let (routed, lanes) = route(&[
            request(0, 200.0, (100.0, 140.0), 60.0),
            request(0, 200.0, (145.0, 185.0), 60.0),
        ]);
        assert_eq!(lanes, 2);
        assert_eq!(
            (routed[0].lane, routed[1].lane),
            (1, 0),
            "the nearer filler lies lower"
        );
    }

    #[test]
    fn lines_of_two_events_never_share_a_lane_where_they_overlap() {
        let (routed, _) = route(&[
            request(0, 0.0, (100.0, 120.0), 20.0),
            request(1, 50.0, (150.0, 170.0), 20.0),
            request(2, 300.0, (350.0, 370.0), 20.0),
        ]);
        assert_ne!(routed[0].lane, routed[1].lane);
        assert_eq!(routed[2].lane, 0);
    }

    #[test]
    fn an_arc_that_leaves_the_row_goes_to_the_gutter() {
        let leaving = Request {
            event: 0,
            from: 90.0,
            filler: None,
            name_width: 0.0,
            gutter: -14.0,
        };
        let (routed, lanes) = route(&[leaving]);
        assert_eq!((routed[0], lanes), (Routed { lane: 0, to: -14.0 }, 1));
    }

    #[test]
    fn coming_down_keeps_clear_of_the_names_below() {
        let (routed, _) = route(&[
            request(0, 100.0, (60.0, 90.0), 30.0),
            request(1, 300.0, (55.0, 120.0), 20.0),
        ]);
        assert_eq!(routed[1].lane, 1);
        assert!(routed[1].to > 92.0, "the lower name ends at 90: {routed:?}");
    }

    #[test]
    fn names_in_the_way_on_every_side_cost_no_more_than_the_next_lane() {
        let (routed, lanes) = route(&[
            request(0, 100.0, (60.0, 90.0), 60.0),
            request(1, 300.0, (55.0, 95.0), 20.0),
        ]);
        assert_eq!((routed[1].lane, lanes), (1, 2));
    }

    #[test]
    fn every_filler_has_its_place_however_many_there_are() {
        let many: Vec<_> = (0..40)
            .map(|index| {
                request(
                    index % 5,
                    300.0,
                    (
                        f32::from(index as u16) * 9.0,
                        f32::from(index as u16) * 9.0 + 30.0,
                    ),
                    45.0,
                )
            })
            .collect();
        let (routed, lanes) = route(&many);
        assert!(lanes <= 40);
        for (one, request) in routed.iter().zip(&many) {
            let (x0, x1) = request.filler.unwrap();
            assert!(x0 <= one.to && one.to <= x1);
        }
    }
}
