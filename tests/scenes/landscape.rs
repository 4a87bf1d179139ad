//! Pictures of loss landscapes, of functions that are written down here, and what holds of them.

use std::path::Path;

use backstep::i18n::Language;
use backstep::scene::{Point, Primitive, Rect, Scene, Size};
use backstep::views::Palette;
use backstep::views::landscape::{Axis, LandscapeView};

/// What a picture is made from, owned.
struct Case {
    name: &'static str,
    axes: Vec<Axis>,
    losses: Vec<f64>,
    path: Vec<[f64; 2]>,
    here: [f64; 2],
    next: [f64; 2],
    slope: Option<f64>,
    pointed: Option<[usize; 2]>,
    log: bool,
    palette: Palette,
    language: Language,
    size: Size,
}

impl Case {
    fn view(&self) -> LandscapeView<'_> {
        LandscapeView {
            axes: &self.axes,
            losses: &self.losses,
            path: &self.path,
            here: self.here,
            next: self.next,
            slope: self.slope,
            pointed: self.pointed,
            log: self.log,
            palette: &self.palette,
            language: self.language,
        }
    }

    fn scene(&self) -> Scene<()> {
        self.view().scene(self.size)
    }
}

fn axis(name: &str, low: f64, step: f64, count: u32) -> Axis {
    let at = (0..count).map(|place| low + f64::from(place) * step).collect();
    Axis { name: name.to_owned(), at }
}

/// A valley with a far wall: falls from 1 with slope -0.2 to its floor at 5, up again at 10.
fn valley(name: &'static str) -> Case {
    let axes = vec![axis("times the step of this update", -1.0, 0.1, 141)];
    let loss = |x: f64| 0.5 + 0.02 * (x - 5.0) * (x - 5.0);
    Case {
        name,
        losses: axes[0].at.iter().map(|x| loss(*x)).collect(),
        axes,
        path: Vec::new(),
        here: [0.0, loss(0.0)],
        next: [1.0, loss(1.0)],
        slope: Some(-0.2),
        pointed: None,
        log: false,
        palette: Palette::LIGHT,
        language: Language::En,
        size: Size::new(760.0, 420.0),
    }
}

/// A bowl that is four times as steep across as up, with a path that winds down into it.
fn bowl(name: &'static str) -> Case {
    let axes = vec![axis("weight a", -2.0, 0.2, 31), axis("weight b", -3.0, 0.25, 29)];
    let loss = |x: f64, y: f64| 0.01 + x * x + 0.25 * y * y;
    let at = |y: &f64| axes[0].at.iter().map(|x| loss(*x, *y)).collect::<Vec<f64>>();
    let losses = axes[1].at.iter().flat_map(at).collect();
    let path = vec![[3.5, 3.0], [1.0, 2.0], [-0.5, 1.2], [0.2, 0.5], [0.0, 0.25]];
    Case { losses, axes, here: [0.0, 0.25], next: [0.6, -0.5], path, slope: None, ..valley(name) }
}

fn cases() -> Vec<Case> {
    let mut far = valley("over-the-wall");
    far.next = [13.0, far.losses[140]];
    let mut read = valley("read-dark");
    (read.pointed, read.palette) = (Some([60, 0]), Palette::DARK);
    let mut gap = valley("gap-phone-zh");
    gap.losses[100..120].fill(f64::NAN);
    (gap.size, gap.language) = (Size::new(320.0, 260.0), Language::Zh);
    let mut weight = valley("weight");
    weight.slope = None;
    weight.path = vec![[-0.5, 1.3], [0.5, 1.1], [0.2, 1.05], weight.here];
    let mut log = bowl("bowl-log");
    log.log = true;
    let mut read_map = bowl("bowl-read-dark");
    (read_map.pointed, read_map.palette) = (Some([28, 14]), Palette::DARK);
    let mut part = bowl("bowl-part");
    part.losses.truncate(500);
    part.losses[31 * 5 + 12] = f64::NAN;
    let mut phone = bowl("bowl-phone");
    phone.size = Size::new(320.0, 300.0);
    vec![valley("valley"), far, read, gap, weight, bowl("bowl"), log, read_map, part, phone]
}

#[test]
fn landscapes_are_the_golden_ones() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let write = std::env::var("BACKSTEP_GOLDEN").is_ok_and(|value| value == "write");
    let mut different = Vec::new();
    for case in cases() {
        let svg = case.scene().to_svg(case.name);
        let file = folder.join(format!("landscape-{}.svg", case.name));
        if write {
            std::fs::write(&file, svg).expect("the golden folder can be written");
        } else if std::fs::read_to_string(&file).ok().as_deref() != Some(svg.as_str()) {
            different.push(case.name);
        }
    }
    assert!(different.is_empty(), "not as in tests/golden: {different:?}");
}

#[test]
fn everything_stays_inside_the_picture() {
    for case in cases() {
        let room = Rect::new(0.0, 0.0, case.size.width, case.size.height).grown(3.0);
        for item in &case.scene().items {
            // What is clipped lies inside anyway; the names of axes may be longer than a phone.
            let bounds = item.primitive.bounds();
            assert!(room.encloses(bounds), "{}: {:?} {bounds:?}", case.name, item.primitive);
        }
    }
}

#[test]
fn pointing_finds_the_place_that_is_drawn_there() {
    for case in cases() {
        let view = case.view();
        let last = case.axes.iter().map(|axis| axis.at.len() - 1).collect::<Vec<_>>();
        for share in [0.0, 0.25, 0.5, 1.0] {
            let place =
                |axis: usize| last.get(axis).map_or(0, |last| (share * *last as f64) as usize);
            let wanted = [place(0), place(1)];
            if view.loss_at(wanted).is_none_or(f64::is_nan) {
                continue;
            }
            // The crosshair goes through the place: its lines say where that is.
            let pointed = LandscapeView { pointed: Some(wanted), ..case.view() };
            let with = pointed.scene(case.size).items;
            let without = LandscapeView { pointed: None, ..case.view() }.scene(case.size).items;
            let new = &with[without.len()..];
            let at = new.iter().find_map(|item| match &item.primitive {
                Primitive::Line { from, to, .. } => Some(from.lerp(*to, 0.5)),
                Primitive::Segments { ends, .. } => Some(Point::new(ends[1].0.x, ends[0].0.y)),
                _ => None,
            });
            let found = view.place_at(case.size, at.expect("it is drawn"));
            assert_eq!(found.map(|f| f[0]), Some(wanted[0]), "{}", case.name);
            if case.axes.len() == 2 {
                assert_eq!(found, Some(wanted), "{}", case.name);
            }
        }
        assert_eq!(view.place_at(case.size, Point::new(-50.0, 20.0)), None);
    }
}

#[test]
fn the_tangent_is_as_steep_as_the_slope() {
    let case = valley("valley");
    let scene = case.scene();
    let is_dashed =
        |stroke: &Option<backstep::scene::Stroke>| stroke.is_some_and(|s| s.dash.is_some());
    let tangent = scene.items.iter().find_map(|item| match &item.primitive {
        Primitive::Polyline { points, stroke, .. } if is_dashed(stroke) => Some(points.clone()),
        _ => None,
    });
    let curve = scene.items.iter().find_map(|item| match &item.primitive {
        Primitive::Polyline { points, stroke: Some(stroke), .. } if stroke.width == 2.5 => {
            Some(points.clone())
        }
        _ => None,
    });
    let (tangent, curve) = (tangent.expect("a tangent"), curve.expect("a curve"));
    let steep = |a: Point, b: Point| (b.y - a.y) / (b.x - a.x);
    // The curve between 0.1 before and 0.1 behind where the run stands.
    let middle = steep(curve[9], curve[11]);
    let found = steep(tangent[0], tangent[tangent.len() - 1]);
    assert!((found - middle).abs() < 1e-3 * middle.abs(), "{found} {middle}");
}

#[test]
fn nothing_finite_is_said_in_either_kind() {
    for mut case in [valley("valley"), bowl("bowl")] {
        case.losses.fill(f64::NAN);
        case.here = [0.0, f64::NAN];
        case.next = [f64::NAN; 2];
        let svg = case.scene().to_svg("");
        assert!(svg.contains("No loss here is a finite number"));
    }
    let mut empty = valley("valley");
    empty.axes.clear();
    assert!(empty.scene().items.is_empty());
}
