//! Exports against files written by hand from the formats' descriptions, odd cases included.

use dateline::formats::export::{ExportOptions, LossReport, Reason};
use dateline::formats::jsonl::{Strictness, read_record};
use dateline::formats::writing::{FormatWriter, Output, WriterOptions};
use dateline::formats::{marked, registry};
use dateline::model::{Document, Schema};
use dateline::text::{Span, Zone, ZoneKind};

fn document(source: &str) -> Document {
    marked::read("a1".into(), source).expect("sound marks")
}

fn record(line: &str) -> Document {
    read_record(line, 1, Strictness::Refuse)
        .expect("a sound record")
        .document
}

fn zoned(source: &str, boilerplate: &str) -> Document {
    let mut document = document(source);
    let at = document
        .text()
        .as_str()
        .find(boilerplate)
        .expect("its words");
    let span = Span::from_range(at..at + boilerplate.len());
    document.set_zones(vec![Zone {
        kind: ZoneKind::Boilerplate,
        span,
    }]);
    document
}

/// What a writer wrote: the one file, and the files of a folder or beside it.
#[derive(Default)]
struct Written {
    file: Vec<u8>,
    others: Vec<(String, Vec<u8>)>,
}

impl Output for Written {
    fn append(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.file.extend_from_slice(bytes);
        Ok(())
    }

    fn file(&mut self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        self.others.push((name.to_owned(), bytes.to_vec()));
        Ok(())
    }

    fn append_to(&mut self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        match self.others.iter_mut().find(|(known, _)| known == name) {
            Some((_, file)) => file.extend_from_slice(bytes),
            None => self.others.push((name.to_owned(), bytes.to_vec())),
        }
        Ok(())
    }
}

impl Written {
    fn named(&self, name: &str) -> String {
        let (_, bytes) = self
            .others
            .iter()
            .find(|(known, _)| known == name)
            .expect("a file of that name");
        String::from_utf8(bytes.clone()).expect("text")
    }
}

fn written_with(
    format: &str,
    document: &Document,
    options: &WriterOptions,
    with_suggestions: bool,
) -> (Written, LossReport) {
    let format = registry::by_name(format).expect("a format");
    let mut writer = FormatWriter::new(format, options).expect("it is written");
    let wanted = ExportOptions {
        levels: format.default_levels(),
        with_suggestions,
        ..ExportOptions::default()
    };
    let mut losses = LossReport::default();
    let mut out = Written::default();
    writer
        .write(&mut out, document, &document.brought, &wanted, &mut losses)
        .expect("room");
    writer.finish(&mut out).expect("room");
    (out, losses)
}

fn as_conll(document: &Document) -> (String, LossReport) {
    let (out, losses) = written_with("conll", document, &WriterOptions::default(), false);
    (String::from_utf8(out.file).expect("text"), losses)
}

fn as_brat(document: &Document) -> (String, String, LossReport) {
    let (out, losses) = written_with("brat", document, &WriterOptions::default(), false);
    (out.named("a1.txt"), out.named("a1.ann"), losses)
}

#[test]
fn conll_writes_tokens_with_iob2_tags() {
    let (out, losses) = as_conll(&document(
        "The [U.S.|GPE] met [John Kerry|PER][Lavrov|PER] 👍. The [[Syrian|NORP] army|ORG nominal] left [New York|GPE].",
    ));
    assert_eq!(
        out.lines().take(9).collect::<Vec<_>>().join("\n"),
        "-DOCSTART- -X- -X- O\n\nThe -X- -X- O\nU.S. -X- -X- B-GPE\nmet -X- -X- O\nJohn -X- -X- B-PER\nKerryLavrov -X- -X- I-PER\n👍 -X- -X- O\n. -X- -X- O"
    );
    assert!(out.contains("\n\nThe -X- -X- O\nSyrian -X- -X- B-NORP\narmy -X- -X- O\nleft -X- -X- O\nNew -X- -X- B-GPE\nYork -X- -X- I-GPE\n. -X- -X- O\n\n"));
    assert_eq!(losses.count(Reason::Level, "mentions"), 1);
    assert_eq!(losses.count(Reason::TokenEdges, "mentions"), 1);
    assert_eq!(
        losses.count(Reason::NotOutermost, "mentions"),
        1,
        "the second name in the one token"
    );
}

#[test]
fn conll_takes_the_outermost_of_nested_names_and_says_so() {
    let (out, losses) = as_conll(&document(
        "[[U.S.|GPE] State Department|ORG] and [died|!Life.Die] on [Friday|DATE value=2016-05-06 @d]",
    ));
    assert!(out.contains(
        "U.S. -X- -X- B-ORG\nState -X- -X- I-ORG\nDepartment -X- -X- I-ORG\nand -X- -X- O"
    ));
    assert_eq!(losses.count(Reason::NotOutermost, "mentions"), 1);
    assert_eq!(losses.count(Reason::NoPlace, "events"), 1);
    assert_eq!(losses.count(Reason::NoPlace, "values"), 1);
    assert_eq!(losses.count(Reason::NoPlace, "coreference links"), 1);
    let lines: Vec<String> = losses.lines().collect();
    assert!(lines.contains(
        &"1 mention inside or across another mention, left out (first: “U.S.” in a1)".to_owned()
    ));
}

#[test]
fn conll_drops_boilerplate_and_writes_an_empty_document() {
    let (out, losses) = as_conll(&zoned(
        "Share [Homs|GPE]\n\n[Aleppo|GPE] fell",
        "Share Homs",
    ));
    assert_eq!(
        out,
        "-DOCSTART- -X- -X- O\n\nAleppo -X- -X- B-GPE\nfell -X- -X- O\n\n"
    );
    assert_eq!(losses.count(Reason::Boilerplate, "mentions"), 1);
    let (out, losses) = as_conll(&document(""));
    assert_eq!(out, "-DOCSTART- -X- -X- O\n\n");
    assert!(losses.is_empty());
}

#[test]
fn brat_writes_mentions_events_attributes_and_coreference() {
    let (text, ann, losses) = as_brat(&document(
        "👍 [Three [Syrian|NORP] women|PER nominal #w count=3 @c] [killed|!Life.Die Victim=w Victim=x Place=h polarity=negative & !Conflict.Attack #k Target=w] in [Homs|GPE #h] by [her|PER pronoun #x @c]",
    ));
    assert_eq!(text, "👍 Three Syrian women killed in Homs by her");
    assert_eq!(
        ann,
        "T1\tPER 2 20\tThree Syrian women\n\
         T2\tNORP 8 14\tSyrian\n\
         T3\tGPE 31 35\tHoms\n\
         T4\tPER 39 42\ther\n\
         T5\tConflict_Attack 21 27\tkilled\n\
         T6\tLife_Die 21 27\tkilled\n\
         E1\tConflict_Attack:T5 Target:T1\n\
         E2\tLife_Die:T6 Victim:T1 Victim2:T4 Place:T3\n\
         *\tEquiv T1 T4\n\
         A1\tLevel T1 nominal\n\
         A2\tCount T1 3\n\
         A3\tLevel T4 pronoun\n\
         A4\tPolarity E2 negative\n"
    );
    assert!(losses.is_empty(), "{losses:?}");
}

#[test]
fn brat_splits_at_gaps_and_line_ends_and_counts_line_feeds_only() {
    let line = r#"{"id": "a1", "text": "North\r\nand South Korea", "entities": [
        {"id": "x", "start": 0, "end": 22, "fragments": [[0, 5], [17, 22]], "label": "GPE"},
        {"id": "y", "start": 0, "end": 10, "label": "LOC"}],
        "relations": [{"type": "Physical.Located", "from": "x", "to": "y"}],
        "events": [{"type": "Life.Die", "trigger": {"start": 7, "end": 10}, "arguments": [{"role": "Place", "start": 11, "end": 16}]}],
        "notes": [{"on": "y", "text": "both\nof them?"}, {"text": "about all"}]}"#
        .replace("\n        ", " ");
    let (text, ann, losses) = as_brat(&record(&line));
    assert_eq!(text, "North\nand South Korea");
    assert_eq!(
        ann,
        "T1\tGPE 0 5;16 21\tNorth Korea\n\
         T2\tLOC 0 5;6 9\tNorth and\n\
         T3\tLife_Die 6 9\tand\n\
         T4\tSpan 10 15\tSouth\n\
         E1\tLife_Die:T3 Place:T4\n\
         R1\tPhysical_Located Arg1:T1 Arg2:T2\n\
         #1\tAnnotatorNotes T2\tboth of them?\n"
    );
    assert_eq!(losses.count(Reason::BareSpan, "role fillings"), 1);
    assert_eq!(losses.count(Reason::NoPlace, "notes"), 1);
}

#[test]
fn brat_lists_boilerplate_and_leaves_its_annotations_out() {
    let (text, ann, losses) = as_brat(&zoned(
        "Share [Homs|GPE #h]\n\n[Ali|PER #a] [died|!Life.Die Victim=a Place=h]",
        "Share Homs",
    ));
    assert_eq!(text, "Share Homs\n\nAli died");
    assert_eq!(
        ann,
        "T1\tPER 12 15\tAli\nT2\tLife_Die 16 20\tdied\nE1\tLife_Die:T2 Victim:T1\nT3\tZone-boilerplate 0 10\tShare Homs\n"
    );
    assert_eq!(losses.count(Reason::Link, "arguments"), 1);
    let (text, ann, _) = as_brat(&document(""));
    assert_eq!((text.as_str(), ann.as_str()), ("", ""));
}

#[test]
fn brat_declares_what_the_schema_and_the_documents_use() {
    let schema: Schema = ron::from_str(
        r#"(entity_types: [(name: "PER"), (name: "NORP")],
            event_types: [(name: "Life.Die", roles: [
                (name: "Victim", fillers: [Entity("PER")], at_most: None), (name: "Place", at_most: Some(2)), (name: "Cause", fillers: [AnyEvent])])],
            event_attributes: [(name: "polarity", values: ["positive", "negative"])],
            relation_types: [(name: "Social", from: ["PER"], to: ["PER", "ORG"])])"#,
    )
    .unwrap();
    let exported =
        document("[Ali|PER #a] [died|!Life.Die Who=a] in [Homs|GPE value=a subtype=City]");
    let options = WriterOptions {
        schema,
        ..WriterOptions::default()
    };
    let (out, _) = written_with("brat", &exported, &options, false);
    assert_eq!(
        out.named("annotation.conf"),
        "[entities]\nPER\nNORP\nGPE\nSpan\nZone-boilerplate\nZone-markup\n\n\
         [relations]\nSocial\tArg1:PER, Arg2:PER|ORG\n<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>\n\n\
         [events]\nLife_Die\tVictim*:PER|NORP, Place{0-2}:<ANY>, Cause?:<EVENT>, Who*:<ANY>\n\n\
         [attributes]\nLevel\tArg:<ENTITY>, Value:nominal|pronoun\nSubtype\tArg:<ENTITY>, Value:City\nValue\tArg:<ENTITY>, Value:a\nPolarity\tArg:<EVENT>, Value:negative|positive\n"
    );
}

#[test]
fn suggestions_go_out_only_when_asked_for() {
    let line = r#"{"id": "a1", "text": "Ali died", "entities": [{"id": "s1", "start": 0, "end": 3, "label": "PER", "status": "suggested"}],
        "events": [{"type": "Life.Die", "trigger": {"start": 4, "end": 8}, "status": "suggested", "arguments": [
        {"role": "Victim", "mention": "s1", "start": 0, "end": 3, "score": 0.9}, {"role": "Agent", "mention": "s1", "start": 0, "end": 3, "score": 0.1}]}]}"#
        .replace("\n        ", " ");
    let document = record(&line);
    assert_eq!(as_brat(&document).1, "");
    let (out, _) = written_with("brat", &document, &WriterOptions::default(), true);
    assert_eq!(
        out.named("a1.ann"),
        "T1\tPER 0 3\tAli\nT2\tLife_Die 4 8\tdied\nE1\tLife_Die:T2 Victim:T1\n"
    );
}

#[test]
fn tables_hold_every_mention_event_and_argument() {
    let mut exported = document(
        "👍 [Three [Syrian|NORP] women|PER nominal #w count=3 @c] [killed|!Life.Die #k Victim=w Place=h polarity=negative] in [Homs|GPE #h], \"he\" said",
    );
    exported.meta.title = "Killed, again".to_owned();
    exported.meta.other = vec![("words".to_owned(), "9".to_owned())];
    exported.tags = vec!["war".into()];
    let (out, losses) = written_with("csv", &exported, &WriterOptions::default(), false);
    assert!(losses.is_empty(), "{losses:?}");
    assert_eq!(
        out.named("documents.csv"),
        "id,title,byline,date,url,source,tags,status,other_fields,text\n\
         a1,\"Killed, again\",,,,,\"[\"\"war\"\"]\",new,\"{\"\"words\"\": \"\"9\"\"}\",\"👍 Three Syrian women killed in Homs, \"\"he\"\" said\"\n"
    );
    assert_eq!(
        out.named("mentions.csv"),
        "document,id,label,level,start,end,text,fragments,head_start,head_end,value,count,entity,attributes,status,by,at,suggested_by,score\n\
         a1,w,PER,nominal,2,20,Three Syrian women,,,,,3,c,,added,,,,\n\
         a1,m1,NORP,name,8,14,Syrian,,,,,,,,added,,,,\n\
         a1,h,GPE,name,31,35,Homs,,,,,,,,added,,,,\n"
    );
    assert_eq!(
        out.named("events.csv").lines().nth(1),
        Some("a1,k,Life.Die,21,27,killed,,2,,,,\"{\"\"polarity\"\": \"\"negative\"\"}\",added,,,,")
    );
    assert_eq!(
        out.named("arguments.csv"),
        "document,event,event_type,trigger,role,filler_kind,filler,filler_label,start,end,text,score\n\
         a1,k,Life.Die,killed,Victim,mention,w,PER,2,20,Three Syrian women,\n\
         a1,k,Life.Die,killed,Place,mention,h,GPE,31,35,Homs,\n"
    );
    assert_eq!(
        out.named("statistics.csv"),
        "kind,label,count,documents\n\
         document,new,1,1\nevent,Life.Die,1,1\nlevel,name,2,1\nlevel,nominal,1,1\n\
         mention,GPE,1,1\nmention,NORP,1,1\nmention,PER,1,1\nrole,Life.Die:Place,1,1\nrole,Life.Die:Victim,1,1\n"
    );
    let (tabs, _) = written_with("tsv", &document(""), &WriterOptions::default(), false);
    assert_eq!(
        tabs.named("zones.tsv"),
        "document\tkind\tstart\tend\ttext\n"
    );
    // The table of documents is read as what it was.
    let format = registry::by_name("csv").expect("a format");
    let Some(registry::ReadFrom::File(read)) = format.read else {
        panic!("a file");
    };
    let source = Box::new(std::io::Cursor::new(
        out.named("documents.csv").into_bytes(),
    ));
    let back = read(source, &dateline::formats::reading::ReadOptions::default()).next();
    let back = back.expect("a row").expect("sound").document;
    assert_eq!(back.text(), exported.text());
    assert_eq!(back.tags, exported.tags);
    assert_eq!(back.meta.title, exported.meta.title);
    assert_eq!(
        back.meta.other,
        [
            ("status".to_owned(), "new".to_owned()),
            ("words".to_owned(), "9".to_owned())
        ]
    );
}

#[test]
fn ace_counts_ends_inclusively_over_references() {
    let exported = document(
        "[Smith & Sons|ORG #s @o] [killed|!Life.Die #k Victim=w Place=h polarity=negative] [three women|PER nominal #w] in [Homs|GPE #h]; [it|ORG pronoun @o] denied it [on Monday|DATE value=2016-05-02].",
    );
    let (out, losses) = written_with("ace", &exported, &WriterOptions::default(), false);
    assert!(losses.is_empty(), "{losses:?}");
    assert_eq!(
        out.named("a1.sgm"),
        "<DOC><BODY><TEXT>Smith &amp; Sons killed three women in Homs; it denied it on Monday.</TEXT></BODY></DOC>"
    );
    let apf = out.named("a1.apf.xml");
    for expected in [
        "<entity ID=\"a1-E1\" TYPE=\"ORG\" CLASS=\"SPC\">\n<entity_mention ID=\"a1-E1-1\" TYPE=\"NAM\" LDCTYPE=\"NAM\">\n<extent><charseq START=\"0\" END=\"15\">Smith &amp;amp; Sons</charseq></extent>",
        "<entity_mention ID=\"a1-E1-2\" TYPE=\"PRO\" LDCTYPE=\"PRO\">\n<extent><charseq START=\"45\" END=\"46\">it</charseq></extent>",
        "<timex2 ID=\"a1-T4\" VAL=\"2016-05-02\">",
        "<event ID=\"a1-EV1\" TYPE=\"Life\" SUBTYPE=\"Die\" MODALITY=\"Asserted\" POLARITY=\"Negative\" GENERICITY=\"Specific\" TENSE=\"Unspecified\">",
        "<anchor><charseq START=\"17\" END=\"22\">killed</charseq></anchor>",
        "<event_mention_argument REFID=\"a1-E2-1\" ROLE=\"Victim\">\n<extent><charseq START=\"24\" END=\"34\">three women</charseq></extent>",
    ] {
        assert!(apf.contains(expected), "{expected}\n{apf}");
    }
}

#[test]
fn plover_records_tell_who_did_what_to_whom_when_and_where() {
    let schema: Schema = ron::from_str(
        r#"(event_types: [(name: "Conflict.Attack", plover: Fixed("ASSAULT")), (name: "Life.Marry")])"#,
    )
    .unwrap();
    let mut exported = document(
        "👍 Hello. [Troops|PER #t @c1] [shelled|!Conflict.Attack #k Attacker=t Target=h Place=h Time=d mode=heavy-weapons polarity=negative] [Homs|GPE #h] [on Monday|DATE #d value=2016-05-02]. [They|PER pronoun @c1] [wed|!Life.Marry].",
    );
    exported.meta.url = "https://example.org/1".to_owned();
    let options = WriterOptions {
        schema,
        ..WriterOptions::default()
    };
    let (out, losses) = written_with("plover", &exported, &options, false);
    assert_eq!(
        String::from_utf8(out.file).unwrap(),
        "{\"id\": \"a1-k\", \"date\": \"2016-05-02\", \"has_event\": true, \"actor\": [{\"entity_text\": \"Troops\", \"start\": 9, \"end\": 15}], \
         \"event\": [\"ASSAULT\"], \"event_text\": [\"shelled\"], \"event_info\": {\"type\": \"Conflict.Attack\", \"start\": 16, \"end\": 23}, \
         \"recipient\": [{\"entity_text\": \"Homs\", \"start\": 24, \"end\": 28}], \"event_loc\": [{\"entity_text\": \"Homs\", \"start\": 24, \"end\": 28}], \
         \"mode\": [\"heavy-weapons\", \"negation\"], \"quad_code\": 4, \"text\": \"Troops shelled Homs on Monday.\", \
         \"text_info\": {\"sequence\": 2, \"start\": 9, \"end\": 39}, \"link\": \"https://example.org/1\", \"text_id\": \"a1\"}\n"
    );
    // "They" takes no part, and a wedding has no code.
    assert_eq!(losses.count(Reason::NoPlace, "mentions"), 1);
    assert_eq!(losses.count(Reason::NoPlace, "events"), 1);
    let (out, _) = written_with("plover-tsv", &exported, &options, false);
    let table = String::from_utf8(out.file).unwrap();
    let mut rows = table.lines();
    let header: Vec<&str> = rows.next().unwrap().split('\t').collect();
    let row: Vec<&str> = rows.next().unwrap().split('\t').collect();
    let cell = |name: &str| row[header.iter().position(|known| *known == name).unwrap()];
    assert_eq!(
        (cell("event"), cell("actor_span"), cell("place_text")),
        ("ASSAULT", "9-15", "Homs")
    );
    assert_eq!((row.len(), rows.next()), (header.len(), None));
}

#[test]
fn rams_has_a_window_of_five_sentences() {
    let sentences = "[Ann|PER #a] left. One. Two. [Ali|PER #b] [died|!Life.Die #k Victim=b Agent=a Place=c]. Three. Four in [Homs|GPE #c]. Five.";
    let (out, losses) = written_with(
        "rams",
        &document(sentences),
        &WriterOptions::default(),
        false,
    );
    assert_eq!(
        String::from_utf8(out.file).unwrap(),
        "{\"doc_key\": \"a1-1\", \"sentences\": [[\"One\", \".\"], [\"Two\", \".\"], [\"Ali\", \"died\", \".\"], [\"Three\", \".\"], [\"Four\", \"in\", \"Homs\", \".\"]], \
         \"ent_spans\": [[4, 4, [[\"evt001arg01Victim\", 1.0]]], [11, 11, [[\"evt001arg02Place\", 1.0]]]], \
         \"evt_triggers\": [[5, 5, [[\"Life.Die\", 1.0]]]], \
         \"gold_evt_links\": [[[5, 5], [4, 4], \"evt001arg01Victim\"], [[5, 5], [11, 11], \"evt001arg02Place\"]], \"source_url\": \"\"}\n"
    );
    assert_eq!(losses.count(Reason::Window, "arguments"), 1);
    assert_eq!(losses.count(Reason::NoPlace, "mentions"), 1);
}

#[test]
fn webanno_numbers_what_is_stacked_or_has_several_tokens() {
    let exported = document(
        "👍 [[New York|GPE #n] army|ORG #o] [shelled|!Conflict.Attack Attacker=o Target=h] [Homs|LOC_1 #h].",
    );
    let (out, losses) = written_with("webanno-tsv", &exported, &WriterOptions::default(), false);
    assert!(losses.is_empty(), "{losses:?}");
    let rows = out.named("a1.tsv");
    let (_, rows) = rows.split_once("\n\n\n").expect("a header");
    assert_eq!(
        rows,
        "#Text=👍 New York army shelled Homs.\n\
         1-1\t0-2\t👍\t_\t_\t_\t_\t_\t\n\
         1-2\t3-6\tNew\t*[1]|*[2]\tORG[1]|GPE[2]\t_\t_\t_\t\n\
         1-3\t7-11\tYork\t*[1]|*[2]\tORG[1]|GPE[2]\t_\t_\t_\t\n\
         1-4\t12-16\tarmy\t*[1]\tORG[1]\t_\t_\t_\t\n\
         1-5\t17-24\tshelled\t_\t_\tConflict.Attack\tAttacker;Target\t1-2[1];1-6\t\n\
         1-6\t25-29\tHoms\t*\tLOC\\_1\t_\t_\t_\t\n\
         1-7\t29-30\t.\t_\t_\t_\t_\t_\t\n"
    );
}

#[test]
fn hugging_face_numbers_tags_by_the_schema() {
    let schema: Schema =
        ron::from_str(r#"(entity_types: [(name: "PER"), (name: "GPE")])"#).unwrap();
    let options = WriterOptions {
        schema,
        ..WriterOptions::default()
    };
    let exported =
        document("[New [Homs|FAC]|GPE] is near. [He|PER pronoun] [left|!Go Who=x] [Ann|PER #x].");
    let (out, losses) = written_with("hf", &exported, &options, false);
    assert!(losses.is_empty(), "{losses:?}");
    assert_eq!(
        out.named("data/tokens/train.jsonl"),
        "{\"id\": \"a1-1\", \"document\": \"a1\", \"tokens\": [\"New\", \"Homs\", \"is\", \"near\", \".\"], \"ner_tags\": [3, 4, 0, 0, 0]}\n\
         {\"id\": \"a1-2\", \"document\": \"a1\", \"tokens\": [\"He\", \"left\", \"Ann\", \".\"], \"ner_tags\": [0, 0, 1, 0]}\n"
    );
    let card = out.named("README.md");
    assert!(card.contains("          '0': \"O\"\n          '1': \"B-PER\"\n          '2': \"I-PER\"\n          '3': \"B-GPE\"\n          '4': \"I-GPE\"\n- config_name: spans"), "{card}");
    let spans = out.named("data/spans/train.jsonl");
    assert!(spans.contains("\"spans\": [{\"id\": \"m2\", \"start\": 0, \"end\": 8, \"text\": \"New Homs\", \"label\": \"GPE\", \"level\": \"name\", \"entity\": null}"), "{spans}");
    let (empty, _) = written_with("hf", &document(""), &options, false);
    assert!(!empty.named("README.md").contains("config_name: tokens"));
}
