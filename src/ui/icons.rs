//! Icons: characters of the bundled subset of the Phosphor font, which is part of every interface font family.
//!
//! An icon is text: `ui.button(format!("{} Save", icons::FLOPPY_DISK))`. A button of an icon alone needs a hover text, which names it to screen readers.

/// The "arrow-counter-clockwise" sign.
pub const ARROW_COUNTER_CLOCKWISE: &str = "\u{E038}";
/// The "arrow-down" sign.
pub const ARROW_DOWN: &str = "\u{E03E}";
/// The "arrow-elbow-down-right" sign.
pub const ARROW_ELBOW_DOWN_RIGHT: &str = "\u{E046}";
/// The "arrow-left" sign.
pub const ARROW_LEFT: &str = "\u{E058}";
/// The "arrow-right" sign.
pub const ARROW_RIGHT: &str = "\u{E06C}";
/// The "arrow-square-out" sign.
pub const ARROW_SQUARE_OUT: &str = "\u{E5DE}";
/// The "arrow-u-up-left" sign.
pub const ARROW_U_UP_LEFT: &str = "\u{E08A}";
/// The "arrow-u-up-right" sign.
pub const ARROW_U_UP_RIGHT: &str = "\u{E08C}";
/// The "arrow-up" sign.
pub const ARROW_UP: &str = "\u{E08E}";
/// The "arrows-clockwise" sign.
pub const ARROWS_CLOCKWISE: &str = "\u{E094}";
/// The "arrows-in" sign.
pub const ARROWS_IN: &str = "\u{E09A}";
/// The "arrows-merge" sign.
pub const ARROWS_MERGE: &str = "\u{ED3E}";
/// The "arrows-out" sign.
pub const ARROWS_OUT: &str = "\u{E0A2}";
/// The "arrows-split" sign.
pub const ARROWS_SPLIT: &str = "\u{ED3C}";
/// The "article" sign.
pub const ARTICLE: &str = "\u{E0A8}";
/// The "bank" sign.
pub const BANK: &str = "\u{E0B4}";
/// The "book-open" sign.
pub const BOOK_OPEN: &str = "\u{E0E6}";
/// The "bookmark-simple" sign.
pub const BOOKMARK_SIMPLE: &str = "\u{E0EA}";
/// The "books" sign.
pub const BOOKS: &str = "\u{E758}";
/// The "brackets-curly" sign.
pub const BRACKETS_CURLY: &str = "\u{E860}";
/// The "bug" sign.
pub const BUG: &str = "\u{E5F4}";
/// The "buildings" sign.
pub const BUILDINGS: &str = "\u{E102}";
/// The "calendar" sign.
pub const CALENDAR: &str = "\u{E108}";
/// The "caret-down" sign.
pub const CARET_DOWN: &str = "\u{E136}";
/// The "caret-left" sign.
pub const CARET_LEFT: &str = "\u{E138}";
/// The "caret-right" sign.
pub const CARET_RIGHT: &str = "\u{E13A}";
/// The "caret-up" sign.
pub const CARET_UP: &str = "\u{E13C}";
/// The "chart-bar" sign.
pub const CHART_BAR: &str = "\u{E150}";
/// The "chat-circle-text" sign.
pub const CHAT_CIRCLE_TEXT: &str = "\u{E16E}";
/// The "chat-text" sign.
pub const CHAT_TEXT: &str = "\u{E17A}";
/// The "check" sign.
pub const CHECK: &str = "\u{E182}";
/// The "check-circle" sign.
pub const CHECK_CIRCLE: &str = "\u{E184}";
/// The "checks" sign.
pub const CHECKS: &str = "\u{E53A}";
/// The "circle" sign.
pub const CIRCLE: &str = "\u{E18A}";
/// The "circle-dashed" sign.
pub const CIRCLE_DASHED: &str = "\u{E602}";
/// The "circle-half" sign.
pub const CIRCLE_HALF: &str = "\u{E18C}";
/// The "clipboard-text" sign.
pub const CLIPBOARD_TEXT: &str = "\u{E198}";
/// The "clock" sign.
pub const CLOCK: &str = "\u{E19A}";
/// The "clock-counter-clockwise" sign.
pub const CLOCK_COUNTER_CLOCKWISE: &str = "\u{E1A0}";
/// The "columns" sign.
pub const COLUMNS: &str = "\u{E546}";
/// The "command" sign.
pub const COMMAND: &str = "\u{E1C4}";
/// The "copy" sign.
pub const COPY: &str = "\u{E1CA}";
/// The "corners-out" sign.
pub const CORNERS_OUT: &str = "\u{E1D0}";
/// The "cpu" sign.
pub const CPU: &str = "\u{E610}";
/// The "cursor-text" sign.
pub const CURSOR_TEXT: &str = "\u{E7D8}";
/// The "database" sign.
pub const DATABASE: &str = "\u{E1DE}";
/// The "dots-six-vertical" sign.
pub const DOTS_SIX_VERTICAL: &str = "\u{EAE2}";
/// The "dots-three" sign.
pub const DOTS_THREE: &str = "\u{E1FE}";
/// The "dots-three-vertical" sign.
pub const DOTS_THREE_VERTICAL: &str = "\u{E208}";
/// The "download-simple" sign.
pub const DOWNLOAD_SIMPLE: &str = "\u{E20C}";
/// The "eraser" sign.
pub const ERASER: &str = "\u{E21E}";
/// The "export" sign.
pub const EXPORT: &str = "\u{EAF0}";
/// The "eye" sign.
pub const EYE: &str = "\u{E220}";
/// The "eye-slash" sign.
pub const EYE_SLASH: &str = "\u{E224}";
/// The "fast-forward" sign.
pub const FAST_FORWARD: &str = "\u{E6A6}";
/// The "file-plus" sign.
pub const FILE_PLUS: &str = "\u{E236}";
/// The "file-text" sign.
pub const FILE_TEXT: &str = "\u{E23A}";
/// The "files" sign.
pub const FILES: &str = "\u{E710}";
/// The "flag" sign.
pub const FLAG: &str = "\u{E244}";
/// The "floppy-disk" sign.
pub const FLOPPY_DISK: &str = "\u{E248}";
/// The "flow-arrow" sign.
pub const FLOW_ARROW: &str = "\u{E6EC}";
/// The "folder" sign.
pub const FOLDER: &str = "\u{E24A}";
/// The "folder-open" sign.
pub const FOLDER_OPEN: &str = "\u{E256}";
/// The "folder-plus" sign.
pub const FOLDER_PLUS: &str = "\u{E258}";
/// The "funnel" sign.
pub const FUNNEL: &str = "\u{E266}";
/// The "funnel-simple" sign.
pub const FUNNEL_SIMPLE: &str = "\u{E268}";
/// The "gauge" sign.
pub const GAUGE: &str = "\u{E628}";
/// The "gear" sign.
pub const GEAR: &str = "\u{E270}";
/// The "gear-six" sign.
pub const GEAR_SIX: &str = "\u{E272}";
/// The "git-branch" sign.
pub const GIT_BRANCH: &str = "\u{E278}";
/// The "git-merge" sign.
pub const GIT_MERGE: &str = "\u{E280}";
/// The "globe" sign.
pub const GLOBE: &str = "\u{E288}";
/// The "graph" sign.
pub const GRAPH: &str = "\u{EB58}";
/// The "hash" sign.
pub const HASH: &str = "\u{E2A2}";
/// The "highlighter" sign.
pub const HIGHLIGHTER: &str = "\u{EC76}";
/// The "house" sign.
pub const HOUSE: &str = "\u{E2C2}";
/// The "info" sign.
pub const INFO: &str = "\u{E2CE}";
/// The "keyboard" sign.
pub const KEYBOARD: &str = "\u{E2D8}";
/// The "lightning" sign.
pub const LIGHTNING: &str = "\u{E2DE}";
/// The "link" sign.
pub const LINK: &str = "\u{E2E2}";
/// The "link-break" sign.
pub const LINK_BREAK: &str = "\u{E2E4}";
/// The "list" sign.
pub const LIST: &str = "\u{E2F0}";
/// The "list-bullets" sign.
pub const LIST_BULLETS: &str = "\u{E2F2}";
/// The "list-checks" sign.
pub const LIST_CHECKS: &str = "\u{EADC}";
/// The "lock-simple" sign.
pub const LOCK_SIMPLE: &str = "\u{E308}";
/// The "lock-simple-open" sign.
pub const LOCK_SIMPLE_OPEN: &str = "\u{E30A}";
/// The "magic-wand" sign.
pub const MAGIC_WAND: &str = "\u{E6B6}";
/// The "magnifying-glass" sign.
pub const MAGNIFYING_GLASS: &str = "\u{E30C}";
/// The "map-pin" sign.
pub const MAP_PIN: &str = "\u{E316}";
/// The "minus" sign.
pub const MINUS: &str = "\u{E32A}";
/// The "moon" sign.
pub const MOON: &str = "\u{E330}";
/// The "newspaper" sign.
pub const NEWSPAPER: &str = "\u{E344}";
/// The "note-pencil" sign.
pub const NOTE_PENCIL: &str = "\u{E34C}";
/// The "package" sign.
pub const PACKAGE: &str = "\u{E390}";
/// The "paint-brush" sign.
pub const PAINT_BRUSH: &str = "\u{E6F0}";
/// The "path" sign.
pub const PATH: &str = "\u{E39C}";
/// The "pause" sign.
pub const PAUSE: &str = "\u{E39E}";
/// The "pencil-simple" sign.
pub const PENCIL_SIMPLE: &str = "\u{E3B4}";
/// The "play" sign.
pub const PLAY: &str = "\u{E3D0}";
/// The "plug" sign.
pub const PLUG: &str = "\u{E946}";
/// The "plus" sign.
pub const PLUS: &str = "\u{E3D4}";
/// The "prohibit" sign.
pub const PROHIBIT: &str = "\u{E3DE}";
/// The "push-pin" sign.
pub const PUSH_PIN: &str = "\u{E3E2}";
/// The "question" sign.
pub const QUESTION: &str = "\u{E3E8}";
/// The "quotes" sign.
pub const QUOTES: &str = "\u{E660}";
/// The "rows" sign.
pub const ROWS: &str = "\u{E5A2}";
/// The "scissors" sign.
pub const SCISSORS: &str = "\u{EAE0}";
/// The "selection-all" sign.
pub const SELECTION_ALL: &str = "\u{E746}";
/// The "share-network" sign.
pub const SHARE_NETWORK: &str = "\u{E408}";
/// The "shield" sign.
pub const SHIELD: &str = "\u{E40A}";
/// The "sidebar" sign.
pub const SIDEBAR: &str = "\u{EAB6}";
/// The "sidebar-simple" sign.
pub const SIDEBAR_SIMPLE: &str = "\u{EC24}";
/// The "skip-forward" sign.
pub const SKIP_FORWARD: &str = "\u{E5A6}";
/// The "sliders" sign.
pub const SLIDERS: &str = "\u{E432}";
/// The "sort-ascending" sign.
pub const SORT_ASCENDING: &str = "\u{E444}";
/// The "sparkle" sign.
pub const SPARKLE: &str = "\u{E6A2}";
/// The "spinner" sign.
pub const SPINNER: &str = "\u{E66A}";
/// The "square-split-horizontal" sign.
pub const SQUARE_SPLIT_HORIZONTAL: &str = "\u{E870}";
/// The "stack" sign.
pub const STACK: &str = "\u{E466}";
/// The "star" sign.
pub const STAR: &str = "\u{E46A}";
/// The "stop" sign.
pub const STOP: &str = "\u{E46C}";
/// The "sun" sign.
pub const SUN: &str = "\u{E472}";
/// The "tag" sign.
pub const TAG: &str = "\u{E478}";
/// The "tag-simple" sign.
pub const TAG_SIMPLE: &str = "\u{E47A}";
/// The "text-aa" sign.
pub const TEXT_AA: &str = "\u{E6EE}";
/// The "text-align-left" sign.
pub const TEXT_ALIGN_LEFT: &str = "\u{E484}";
/// The "text-t" sign.
pub const TEXT_T: &str = "\u{E48A}";
/// The "translate" sign.
pub const TRANSLATE: &str = "\u{E4A2}";
/// The "trash" sign.
pub const TRASH: &str = "\u{E4A6}";
/// The "tray" sign.
pub const TRAY: &str = "\u{E4AA}";
/// The "tree-structure" sign.
pub const TREE_STRUCTURE: &str = "\u{E67C}";
/// The "upload-simple" sign.
pub const UPLOAD_SIMPLE: &str = "\u{E4C0}";
/// The "user" sign.
pub const USER: &str = "\u{E4C2}";
/// The "user-circle" sign.
pub const USER_CIRCLE: &str = "\u{E4C4}";
/// The "users" sign.
pub const USERS: &str = "\u{E4D6}";
/// The "users-three" sign.
pub const USERS_THREE: &str = "\u{E68E}";
/// The "warning" sign.
pub const WARNING: &str = "\u{E4E0}";
/// The "warning-circle" sign.
pub const WARNING_CIRCLE: &str = "\u{E4E2}";
/// The "x" sign.
pub const X: &str = "\u{E4F6}";
/// The "x-circle" sign.
pub const X_CIRCLE: &str = "\u{E4F8}";
