//! Readers against files written by hand from the formats' descriptions (`tests/cases/formats`), odd cases included: what is in them and what is
//! said about them stands beside each as text.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dateline::formats::reading::{Folder, ReadOptions, Sample};
use dateline::formats::registry::{self, ReadFrom};
use dateline::formats::{FormatError, Imported};
use dateline::model::{Annotations, Document, Extent, Filler, Level, NoteTarget, RelationEnd};

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/formats")
        .join(name)
}

fn read(format: &str, name: &str) -> Vec<Result<Imported, FormatError>> {
    let bytes = std::fs::read(case(name)).expect(name);
    let format = registry::by_name(format).expect("a format");
    let Some(ReadFrom::File(read)) = format.read else {
        panic!("{} is read from a file", format.name);
    };
    let options = ReadOptions {
        stem: name.split('.').next().unwrap().to_owned(),
        file_name: name.to_owned(),
        ..ReadOptions::default()
    };
    read(Box::new(std::io::Cursor::new(bytes)), &options).collect()
}

/// The files of a case's folder.
struct CaseFolder(PathBuf, Vec<String>);

impl Folder for CaseFolder {
    fn names(&self) -> &[String] {
        &self.1
    }

    fn read(&self, name: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(self.0.join(name))
    }
}

/// Everything that was read, a line for each thing.
fn shown(read: &[Result<Imported, FormatError>]) -> String {
    let mut out = String::new();
    for one in read {
        match one {
            Ok(imported) => show(&mut out, imported),
            Err(error) => writeln!(out, "! {error}").unwrap(),
        }
    }
    out
}

fn show(out: &mut String, imported: &Imported) {
    let document = &imported.document;
    writeln!(out, "{}: {:?}", document.id, document.text().as_str()).unwrap();
    for remark in &imported.diagnostics {
        writeln!(out, "  ? {remark}").unwrap();
    }
    for layer in &document.layers {
        if layer.name != "main" {
            writeln!(out, "  layer {}", layer.name).unwrap();
        }
        show_annotations(out, document, &layer.annotations);
    }
    for suggestion in &document.brought {
        let words = document.text().slice(suggestion.span());
        writeln!(
            out,
            "  suggested {} “{words}” {} by {}",
            suggestion.label(),
            suggestion.score,
            suggestion.source
        )
        .unwrap();
    }
}

fn show_annotations(out: &mut String, document: &Document, annotations: &Annotations) {
    let words = |extent: &Extent| {
        let fragments = extent
            .fragments()
            .iter()
            .map(|span| document.text().slice(*span));
        fragments.collect::<Vec<_>>().join("…")
    };
    for mention in annotations.mentions() {
        write!(
            out,
            "  {} {} “{}”",
            mention.id,
            mention.label,
            words(&mention.extent)
        )
        .unwrap();
        if mention.level != Level::Name {
            write!(out, " {}", mention.level.name()).unwrap();
        }
        if let Some(entity) = &mention.entity {
            write!(out, " @{entity}").unwrap();
        }
        for (name, value) in mention.attributes.iter() {
            write!(out, " {name}={value}").unwrap();
        }
        out.push('\n');
    }
    for event in annotations.events() {
        write!(
            out,
            "  {} !{} “{}”",
            event.id,
            event.event_type,
            words(&event.trigger)
        )
        .unwrap();
        for argument in &event.arguments {
            match &argument.filler {
                Filler::Mention(id) => write!(out, " {}={id}", argument.role).unwrap(),
                Filler::Event(id) => write!(out, " {}={id}", argument.role).unwrap(),
                Filler::Span(span) => {
                    write!(out, " {}=“{}”", argument.role, document.text().slice(*span)).unwrap()
                }
            }
        }
        if let Some(chain) = &event.event {
            write!(out, " @{chain}").unwrap();
        }
        for (name, value) in event.attributes.iter() {
            write!(out, " {name}={value}").unwrap();
        }
        out.push('\n');
    }
    let end = |end: &RelationEnd| match end {
        RelationEnd::Mention(id) => id.to_string(),
        RelationEnd::Event(id) => id.to_string(),
    };
    for relation in annotations.relations() {
        writeln!(
            out,
            "  {} {} {}→{}",
            relation.id,
            relation.relation_type,
            end(&relation.from),
            end(&relation.to)
        )
        .unwrap();
    }
    for note in annotations.notes() {
        let on = match &note.on {
            NoteTarget::Mention(id) => id.to_string(),
            NoteTarget::Event(id) => id.to_string(),
            _ => "document".to_owned(),
        };
        writeln!(out, "  note on {on}: {}", note.text).unwrap();
    }
}

#[track_caller]
fn check(format: &str, name: &str, expected: &str) {
    let found = shown(&read(format, name));
    assert_eq!(found.trim_end(), expected.trim(), "\n{found}");
}

#[test]
fn formats_are_recognised_by_content() {
    for (name, format) in [
        ("iob1.conll", "conll2003"),
        ("bioes.tsv", "conll2002"),
        ("ranges.conllu", "conllu"),
        ("doccano.jsonl", "doccano"),
        ("prodigy.jsonl", "prodigy"),
        ("spacy.jsonl", "spacy-json"),
        ("pubannotation.json", "pubannotation"),
        ("label_studio.json", "label-studio"),
        ("wikievents.jsonl", "wikievents"),
        ("oneie.jsonl", "oneie"),
        ("dygie.jsonl", "dygie"),
        ("rams.jsonlines", "rams"),
        ("casie.json", "casie"),
        ("maven_arg.jsonl", "maven-arg"),
        ("articles.csv", "csv"),
        ("inception.xmi", "xmi"),
        ("gate.xml", "gate-xml"),
        ("bdoc.json", "bdocjs"),
        ("webanno.tsv", "webanno-tsv"),
    ] {
        let bytes = std::fs::read(case(name)).expect(name);
        // The name tells nothing here.
        let sample = Sample::new("", &bytes, true).expect("text");
        let found = registry::recognise(&sample).map(|format| format.name);
        assert_eq!(found, Some(format), "{name}");
    }
    let records = br#"{"id": "a", "text": "Ali", "entities": [{"id": "m", "start": 0, "end": 3, "label": "PER"}]}"#;
    for (bytes, format) in [
        (&records[..], "jsonl"),
        (b"Ali died.\n\nIn Homs.", "text"),
        (b"{\"text\": \"x\"}", "jsonl"),
    ] {
        let sample = Sample::new("", bytes, true).expect("text");
        assert_eq!(
            registry::recognise(&sample).map(|format| format.name),
            Some(format)
        );
    }
}

#[test]
fn names_of_formats_are_unique_and_say_what_they_are() {
    let mut names = std::collections::HashSet::new();
    for format in registry::FORMATS {
        for name in std::iter::once(&format.name).chain(format.aliases) {
            assert!(
                names.insert(*name) || *name == "iob" || *name == "bio",
                "{name} is there twice"
            );
        }
        assert!(
            !format.summary.is_empty() && !format.summary.ends_with('.'),
            "{}",
            format.name
        );
        assert!(
            format.read.is_some() || format.write.is_some(),
            "{}",
            format.name
        );
    }
}

#[test]
fn conll_columns() {
    check(
        "conll",
        "iob1.conll",
        r#"
iob1-1: "EU rejects German call.\nPeter Blackburn Ann"
  ? the tags are read as IOB1, as their marks show
  ? columns between the token and its label are not kept
  m1 ORG “EU”
  m2 MISC “German”
  m3 PER “Peter Blackburn”
  m4 PER “Ann”
iob1-2: ""
iob1-3: "👍 Zoë's"
  m1 PER “Zoë”
"#,
    );
    check(
        "conll2002",
        "bioes.tsv",
        r#"
bioes: "Mark saw New York City\n#alone"
  ? the tags are read as BIOES, as their marks show
  ? line 9: “alone” has no label; it is taken as outside of all mentions
  m1 PER “Mark”
  m2 LOC “New York City”
"#,
    );
    check(
        "conllu",
        "ranges.conllu",
        r#"
u1: "Vámonos al mar.\n👍 Sí"
  ? lemmas, parts of speech, features and dependencies are not kept
  m1 LOC “mar”
"#,
    );
}

#[test]
fn brat_folder() {
    let folder = case("brat");
    let names = [
        "a.ann",
        "a.txt",
        "annotation.conf",
        "crlf.ann",
        "crlf.txt",
        "sub/empty.ann",
        "sub/empty.txt",
    ];
    let folder = CaseFolder(folder, names.map(str::to_owned).to_vec());
    assert_eq!(
        registry::recognise_folder(&folder).map(|format| format.name),
        Some("brat")
    );
    let Some(ReadFrom::Folder(read)) = registry::by_name("brat").unwrap().read else {
        panic!("brat is a folder");
    };
    let reading = read(Box::new(folder));
    let schema = reading.schema.expect("a configuration");
    let labels: Vec<&str> = schema
        .entity_types
        .iter()
        .map(|known| known.name.as_str())
        .collect();
    assert_eq!(labels, ["Place", "Country", "Region"]);
    let roles = &schema.event_types[0].roles;
    assert_eq!(
        (roles[0].name.as_str(), roles[0].at_most, roles[0].expected),
        ("Party", None, true)
    );
    assert_eq!(schema.relation_types[0].from, ["Country", "Region"]);
    assert_eq!(schema.mention_attributes[0].values, ["low", "high"]);
    let documents: Vec<_> = reading.documents.collect();
    let found = shown(&documents);
    let expected = r#"
a: "👍 North\nand South Korea met.\n"
  ? a: 1 of 2 spans read as they are quoted (Unicode characters, end exclusive); no other reading of the offsets fits more
  ? a.ann line 11: T9 leaves the text; left out
  ? a.ann line 12: E2 has no trigger T99; left out
  ? a.ann line 13: is no annotation; left out
  T1 Country “North…Korea” @c8 Confidence=low reference=Wikidata:Q423 reference_text=North Korea
  T2 Region “North\nand” @c8
  E1 !Meet “met” Party=T1 Party=T2 Negation=true
  R1 Near T1→E1
  note on T1: both of them?
crlf: "Zoë died.\nAli, too.\n"
  ? crlf: offsets count the carriage returns of its line ends: 2 of 2 spans fit so
  T2 Person “Zoë”
  T1 Person “Ali”
sub/empty: ""
"#;
    assert_eq!(
        found.trim_end().replace("North\nand” @", "North\\nand” @"),
        expected.trim(),
        "\n{found}"
    );
}

#[test]
fn annotation_tools() {
    check(
        "doccano",
        "doccano.jsonl",
        r#"
7: "👍 Ali died in Homs."
  ? line 1: “PER” 90–95 leaves the text; left out
  m1 PER “Ali”
  m2 GPE “Homs”
  note on document: look again
doccano-2: "Ali's wife"
  ? line 2: the relation from 4 to 99 links what is not there; left out
  m1 PER “Ali's wife”
  m2 PER “Ali”
  r1 spouse m1→m2
! line 3: column 2: expected ident
doccano-4: ""
"#,
    );
    check(
        "prodigy",
        "prodigy.jsonl",
        r#"
prodigy-1: "Ali met Zoë."
  m1 PER “Ali”
  m2 PER “Zoë.”
  r1 met m1→m2
prodigy-2: "No."
  ? line 2: the task was rejected: its spans were taken as refused suggestions
"#,
    );
    check(
        "spacy-json",
        "spacy.jsonl",
        r#"
spacy-1: "Bank of China in Oslo"
  ? line 1: tags, lemmas and dependencies of tokens are not kept
  m1 ORG “Bank of China”
  m2 GPE “China” kb_id=Q148
"#,
    );
    check(
        "pubannotation",
        "pubannotation.json",
        r#"
p1: "👍 North and South Korea met."
  ? line 1: “GPE” leaves the text; left out
  T1 GPE “North…Korea” nominal
  T2 !Meet “met” Party=T1 polarity=negative
"#,
    );
    check(
        "label-studio",
        "label_studio.json",
        r#"
12: "👍 Ali died."
  ? line 1: offsets read as UTF-16 units, end exclusive: 3 of 3 spans fit, as documented (Unicode characters, end exclusive) 0 would
  ? line 1: a result of type “rating” is no span, relation or choice; left out
  a PER “Ali” certainty=low
  b !Life.Die “died” Victim=a
  note on a: which Ali?
  layer annotator ben@example.org
  suggested ORG “Ali” 0.25 by m-1
"#,
    );
}

#[test]
fn tables_of_articles() {
    check(
        "csv",
        "articles.csv",
        r#"
7: "👍 Police held two men.\n\nOne was released; he left."
  ? separated by semicolons
  ? text from column “Body”, id from column “Article ID”, title from column “Headline”, date from column “Published”; “Section” is kept as a further field
8: "No quotes here"
  ? line 5: the row has 4 of 5 fields
  ? line 5: “3/4/2016” names no day beyond doubt; kept as a further field
! line 6: nothing stands in column “Body”
10: "The file ends without a line end"
  ? line 7: the row has 6 of 5 fields
"#,
    );
    let read = read("csv", "articles.csv");
    let document = |index: usize| &read[index].as_ref().unwrap().document;
    let meta = &document(0).meta;
    assert_eq!(meta.title, "Two held; one \"released\"");
    assert_eq!(
        (meta.date.as_str(), meta.source.as_str()),
        ("2016-05-04", "articles.csv")
    );
    let other = |index: usize| -> Vec<(&str, &str)> {
        let fields = document(index).meta.other.iter();
        fields
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    };
    assert_eq!(other(0), [("Section", "World")]);
    assert_eq!(other(1), [("Published", "3/4/2016")]);
    assert_eq!(other(3), [("Section", "World"), ("6", "more")]);
    check(
        "tsv",
        "no_header.tsv",
        r#"
no_header-1: "He said \"no"
  ? separated by tabs, quotation marks are characters like others
  ? no header; text from column “2”, the longest; “1”, “3” are kept as further fields
no_header-2: "\"A longer text, so to speak."
"#,
    );
}

#[test]
fn uima_and_its_layers() {
    check(
        "xmi",
        "inception.xmi",
        r#"
bombing: "👍 Zoë bombed & in Homs.\nHe said \"no\".\r\n"
  ? line 18: Sentiment has no words in the text; left out
  ? line 13: what fills where is not there; left out
  ? annotations without a place here are not kept: 1 POS
  m1 PER “Zoë” @c13 identifier=http://www.wikidata.org/entity/Q1
  m2 LOC “Homs”
  m3 PRO “He” @c13
  v1 !bombing “bombed” Attacker=m1 where=m2
  r1 near m1→m2
"#,
    );
}

#[test]
fn rows_of_webanno() {
    check(
        "webanno-tsv",
        "webanno.tsv",
        r#"
webanno: "👍 The New York\tarmy_x bombed Homs.\n\nIt fled."
  ? line 17: “far” links what is not there; left out
  ? annotations without a place here are not kept: 1 POS
  m1 ORG “New York	army_x”
  m2 GPE_CITY “New York”
  m4 NAM “New” @c1
  m3 GPE “Homs” identifier=http://q/1
  m5 PRO “It” @c1
  v1 !air;raid “bombed” Attacker=m1 Target=m3
  r1 near m2→m3
"#,
    );
}

/// Everything that a folder of cases holds, in the format that its files show.
fn folder_shown(name: &str, files: &[&str], format: &str) -> String {
    let files = files.iter().map(|file| (*file).to_owned()).collect();
    let folder = CaseFolder(case(name), files);
    let found = registry::recognise_folder(&folder);
    assert_eq!(found.map(|format| format.name), Some(format));
    let Some(ReadFrom::Folder(read)) = registry::by_name(format).unwrap().read else {
        panic!("{format} is a folder");
    };
    shown(&read(Box::new(folder)).documents.collect::<Vec<_>>())
}

#[test]
fn ace_counts_characters_without_tags() {
    let found = folder_shown("ace", &["AFP_1.apf.xml", "AFP_1.sgm"], "ace");
    let expected = r#"
AFP_1: "\n AFP_1 \n NEWS STORY \n 20030401 \n\n\nSmith & Sons hit\n\n\n👍 A shell killed three\nwomen in Homs on Monday.\n\n\n\n"
  ? line 23: entity_mention AFP_1-E3-2 has no place in the text; left out
  ? line 51: the filler AFP_1-E9-1 of Place is not there; left out
  AFP_1-E2-1 ORG “Smith & Sons” class=GEN subtype=Commercial
  AFP_1-E1-1 PER “three⏎women” nominal subtype=Group
  AFP_1-E3-1 GPE “Homs” @AFP_1-E3
  AFP_1-T1-1 DATE “Monday”
  AFP_1-EV1-1 !Life.Die “killed” Victim=AFP_1-E1-1 Time-Within=AFP_1-T1-1 tense=past
  AFP_1-R1-1 PHYS.Located AFP_1-E1-1→AFP_1-E3-1
"#;
    let found = found.replace("three\nwomen”", "three⏎women”");
    assert_eq!(found.trim_end(), expected.trim(), "\n{found}");
}

#[test]
fn rich_ere_counts_the_raw_source() {
    let files = ["annotation/NYT_1.rich_ere.xml", "source/NYT_1.xml"];
    let found = folder_shown("ere", &files, "ere");
    let expected = r#"
NYT_1: "<doc id=\"NYT_1\">\n<p>\n👍 Ali Khan died in\nHoms. He was shot.\n</p>\n</doc>"
  ? 5 of 6 spans read as they are quoted (Unicode characters, end exclusive); no other reading of the offsets fits more
  ? line 13: filler f-1 has no place in the text; left out
  ? line 28: what fills time of em-1 is not there; left out
  m-1 PER “Ali Khan” @ent-1
  m-3 GPE “Homs” specificity=nonspecific
  m-2 PER “He” pronoun @ent-1
  em-1 !life.die “died” victim=m-1 @h-1 realis=actual
  em-2 !life.die “shot” @h-1 realis=actual
  rm-1 physical.locatednear m-1→m-3
"#;
    assert_eq!(found.trim_end(), expected.trim(), "\n{found}");
}

#[test]
fn documents_of_gate() {
    check(
        "gate-xml",
        "gate.xml",
        r#"
gate: "👍 Zoë & Ali died."
  ? Person 3 has no words in the text; left out
  ? what fills Victim of v1 is not there; left out
  ? annotations without a place here are not kept: 1 Token
  m1 Person “Zoë” gender=female
  v1 !Die “died” Victim=m1 set=gold
  r1 caused m1→v1
"#,
    );
    check(
        "bdocjs",
        "bdoc.json",
        r#"
d1: "👍 Zoë met."
  ? line 1: Person 1 has no words in the text; left out
  m1 Person “Zoë” nominal age=5
  v1 !Met “met” set=b
"#,
    );
}

#[test]
fn columns_are_those_that_the_user_names() {
    use dateline::formats::reading::Column;
    let table = "title,summary,body\nOne,short,a longer text\n";
    let read_with = |column: &str| {
        let Some(ReadFrom::File(read)) = registry::by_name("csv").unwrap().read else {
            panic!("a file");
        };
        let options = ReadOptions {
            columns: vec![(Column::Text, column.to_owned())],
            ..ReadOptions::default()
        };
        let source = Box::new(std::io::Cursor::new(table.as_bytes()));
        let read: Vec<_> = read(source, &options).collect();
        shown(&read)
    };
    assert!(read_with("summary").starts_with("1: \"short\""));
    assert!(read_with("2").starts_with("1: \"short\""));
    assert_eq!(
        read_with("story"),
        "! line 1: there is no column “story”; the columns are title, summary, body\n"
    );
}

#[test]
fn event_corpora() {
    check(
        "wikievents",
        "wikievents.jsonl",
        r#"
w1: "Ali's bomb exploded .\nIt killed two."
  ? line 1: the filler w1-T9 of Place is not there; left out
  w1-T1 PER “Ali”
  w1-T2 PER “two” nominal
  w1-E1 !Life.Die.Unspecified “killed” Killer=w1-T1 Victim=w1-T2
"#,
    );
    check(
        "oneie",
        "oneie.jsonl",
        r#"
o1: "Ali met her.\nHe left."
  o1-E1 PER “Ali”
  o1-E2 PER “her” pronoun
  o1-E3 PER “He” pronoun
  o1-V1 !Contact:Meet “met” Entity=o1-E1
  o1-R1 PER-SOC:Family o1-E1→o1-E2
o2: ""
"#,
    );
    check(
        "dygie",
        "dygie.jsonl",
        r#"
y1: "Ali died.\nThe man lived in Homs."
  m1 PER “Ali” @c1
  m2 PER “The man” @c1
  m3 GPE “Homs”
  v1 !Life.Die “died” Victim=m1
  r1 PHYS m2→m3
"#,
    );
    check(
        "rams",
        "rams.jsonlines",
        r#"
nw_1: "Ali died in Homs."
  ? line 1: 1 links begin at no trigger; left out
  v1 !life.die.n/a “died” victim=“Ali” place=“Homs”
"#,
    );
    check(
        "casie",
        "casie.json",
        r#"
10: "Hackers demanded $300 from Acme."
  ? line 1: offsets read as Unicode characters, end exclusive, shifted by -4: 4 of 4 spans fit, as documented (Unicode characters, end exclusive) 0 would
  m1 Person “Hackers”
  m2 Money “$300”
  E1 !Attack.Ransom “demanded” Attacker=m1 Price=m2 @h-1 realis=Actual
  E2 !Attack.Ransom “demanded” @h-1 realis=Actual
"#,
    );
    check(
        "maven-arg",
        "maven_arg.jsonl",
        r#"
v1: "The siege began. It ended; the city fell to the army."
  P1 Organization “the army”
  M1 !Besieging “siege” Agent=P1 Content=“the city” @EV1
  M2 !Besieging “It” @EV1
"#,
    );
}

#[test]
fn tokens_of_the_source_are_kept_through_other_formats() {
    use dateline::formats::export::{ExportOptions, LossReport};
    use dateline::formats::writing::{FormatWriter, WriterOptions};
    let source = "-DOCSTART- -X- -X- O\n\ncan -X- -X- O\nnot -X- -X- O\nU.S -X- -X- B-GPE\n.'s -X- -X- O\n\nOK -X- -X- O\n\n";
    let through = |from: &str, to: &str, bytes: Vec<u8>| -> Vec<u8> {
        let Some(ReadFrom::File(read)) = registry::by_name(from).unwrap().read else {
            panic!("a file");
        };
        let source = Box::new(std::io::Cursor::new(bytes));
        let mut writer =
            FormatWriter::new(registry::by_name(to).unwrap(), &WriterOptions::default()).unwrap();
        let (mut out, mut losses) = (Vec::new(), LossReport::default());
        for document in read(source, &ReadOptions::default()) {
            let document = document.unwrap().document;
            writer
                .write_everything(&mut out, &document, &ExportOptions::default(), &mut losses)
                .unwrap();
        }
        writer.finish(&mut out).unwrap();
        assert!(losses.is_empty(), "{losses:?}");
        out
    };
    for other in [
        "jsonl",
        "spacy-json",
        "conllu",
        "dygie",
        "wikievents",
        "oneie",
    ] {
        let there = through("conll", other, source.as_bytes().to_vec());
        let back = through(other, "conll", there);
        assert_eq!(String::from_utf8(back).unwrap(), source, "{other}");
    }
}

#[test]
fn the_window_opens_labelled_files_and_folders() {
    let paths = [
        case("brat"),
        case("iob1.conll"),
        case("label_studio.json"),
        case("doccano.jsonl"),
    ];
    let import = dateline::app::import::read_files(&paths, |_, _| true);
    let ids: Vec<&str> = import
        .documents
        .iter()
        .map(|document| document.id.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "a",
            "crlf",
            "sub/empty",
            "iob1-1",
            "iob1-2",
            "iob1-3",
            "12",
            "7",
            "doccano-2",
            "doccano-4"
        ]
    );
    assert!(
        import
            .remarks
            .iter()
            .any(|remark| remark.contains("E2 has no trigger"))
    );
    assert!(
        import
            .remarks
            .iter()
            .any(|remark| remark.contains("line 3"))
    );
}
