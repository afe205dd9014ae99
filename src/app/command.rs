//! Commands: everything a person can ask for. Menus, the palette, keys, the help sheet and tests read this one table.

use smol_str::SmolStr;

use super::allowing::HelpKind;
use super::bulk::{Likeness, SuggestionFilter};
use super::document_list::DocumentSort;
use super::finding::FoundPlaces;
use super::queue::QueueOrder;
use super::selection::Link;
use crate::model::suggestion::SuggestionKey;
use crate::model::{
    Allowance, AnnotationRef, DocumentId, Extent, Filler, ForgottenString, LearntPart, Level,
    NoteId,
};
use crate::text::{Span, ZoneKind};

/// A wish of the person at the keyboard. Commands without data are in [`Command::TABLE`]; the others come from pointers and pickers.
#[expect(
    missing_docs,
    reason = "the table below says what each command without data does"
)]
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    // File
    NewProject,
    OpenFiles,
    OpenFolder,
    PasteArticle,
    Save,
    SaveAs,
    Export,
    RestoreBackup,
    ShowKept,
    CloseProject,
    Quit,
    // Edit
    Undo,
    Redo,
    Find,
    FindEverywhere,
    FindNext,
    FindPrevious,
    ShowFound,
    LabelFound,
    DeleteFound,
    // View
    CommandPalette,
    Help,
    Tour,
    ToggleDocuments,
    ToggleInspector,
    ShowProblems,
    ShowMentions,
    ShowEvents,
    ShowEntities,
    ShowRelations,
    ShowRejected,
    ShowLayers,
    NextLayer,
    NextLayerBeside,
    ShowStatistics,
    ShowLearning,
    ShowSettings,
    ShowSchema,
    ShowProjectSettings,
    ShowWords,
    SaveCase,
    ToggleTheme,
    ToggleAllArcs,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    NextPanel,
    PreviousPanel,
    // Moving
    NextSuggestion,
    PreviousSuggestion,
    NextMark,
    PreviousMark,
    NextSentence,
    PreviousSentence,
    NextDocument,
    PreviousDocument,
    CaretLeft,
    CaretRight,
    Leave,
    // Deciding
    Accept,
    Reject,
    SameInDocument,
    SameInProject,
    AcceptSentence,
    AcceptAllAbove,
    RejectAllLikeThis,
    FinishDocument,
    FinishAccepting,
    FinishRejecting,
    FinishLeaving,
    ReopenDocument,
    SkipDocument,
    EditTags,
    ShowQuestions,
    NextQuestion,
    RemoveDocument,
    // Labelling
    PickLabel,
    PickEvent,
    CycleLevel,
    ExtendRight,
    ExtendLeft,
    ShrinkRight,
    ShrinkLeft,
    ExtendRightByChar,
    ShrinkRightByChar,
    ExtendLeftByChar,
    ShrinkLeftByChar,
    ArmBrush,
    WriteNote,
    LinkCoreference,
    UnlinkCoreference,
    NextInChain,
    PreviousInChain,
    SplitChain,
    LinkRelation,
    ReverseRelation,
    NextHead,
    AddFragment,
    MergeMentions,
    SplitMention,
    AlwaysSuggest,
    NeverSuggest,
    // Suggestions
    SuggestAgain,
    AskOwnModel,
    ShowOwnModel,
    ClearSuggestions,
    ToggleSuggestionsHere,
    ToggleSuggestions,
    ShowSuggestions,
    HideLabel,
    ShowAllSuggestions,
    ToggleUnsure,
    ShowThresholds,
    // Event card
    OpenCard,
    NextRole,
    PreviousRole,
    NotStated,
    CopyRoles,

    // With data.
    /// Open a project or articles.
    OpenPath(std::path::PathBuf),
    /// Show another document.
    OpenDocument(DocumentId),
    /// Select an annotation of the open document.
    Select(AnnotationRef),
    /// Select an open suggestion.
    SelectSuggestion(SuggestionKey),
    /// Select text.
    SelectText(Span),
    /// Put the caret somewhere.
    PlaceCaret(u32),
    /// Give the selection the schema's entity type number n, counted from 0.
    LabelNumber(u8),
    /// Give the selection this entity type.
    SetLabel(SmolStr),
    /// Give the selection this event type.
    SetEventType(SmolStr),
    /// Set the selected mention's level.
    SetLevel(Level),
    /// Set the selected mention's normalised value; empty clears it.
    SetValue(SmolStr),
    /// Set the selected mention's count or amount, such as ">=3"; empty clears it.
    SetCount(SmolStr),
    /// Set the selected mention's head; `None` clears it.
    SetHead(Option<Span>),
    /// Set an attribute of the selected mention; `None` clears it.
    SetMentionAttribute(SmolStr, Option<SmolStr>),
    /// Name the selected mention's entity; empty takes the longest name among its mentions.
    SetEntityName(SmolStr),
    /// Set the country of the selected mention's entity; empty clears it.
    SetCountry(SmolStr),
    /// Set the sectors of the selected mention's entity.
    SetSectors(Vec<SmolStr>),
    /// Move the ends of the selected mention, trigger or suggestion.
    SetExtent(Extent),
    /// Make role number n of the card the active one.
    PickRole(u8),
    /// Fill the active role with candidate number n.
    PickCandidate(u8),
    /// Fill a role of an event.
    FillRole(SmolStr, Filler),
    /// Link an event with something and ask for the role that takes it.
    DrawLink(Box<Link>),
    /// Fill this role with what was linked: a suggestion is accepted, of text a mention is made.
    LinkAs(SmolStr),
    /// Empty a role of a filler.
    EmptyRole(SmolStr, Filler),
    /// Set an attribute of the selected event; `None` clears it.
    SetAttribute(SmolStr, Option<SmolStr>),
    /// Set the selected event's PLOVER code; `None` takes the schema's.
    SetPlover(Option<SmolStr>),
    /// Link the selected mention with candidate number n.
    PickAntecedent(u8),
    /// Write a note on the selection, perhaps as an open question.
    SaveNote(String, bool),
    /// Open the editor on a note.
    EditNote(NoteId),
    /// Mark a note as an open question, or as answered.
    SetNoteOpen(NoteId, bool),
    /// Delete a note.
    DeleteNote(NoteId),
    /// Tick or untick hit number n of the preview.
    ToggleHit(usize),
    /// Tick or untick the hit of the preview that the cursor is at.
    ToggleThisHit,
    /// Move the cursor of the preview by so many hits.
    MoveHit(isize),
    /// Tick all hits of the preview, or none.
    TickHits(bool),
    /// Move the score that is being asked for by so many percent.
    MoveAbove(i8),
    /// Set the score that is being asked for, in percent.
    SetAbove(u8),
    /// Set in what suggestions must be alike to be refused together.
    SetLikeness(Likeness),
    /// Mean all documents in what is being asked, or the open one only.
    ToggleBulkScope,
    /// Show other suggestions.
    SetFilter(SuggestionFilter),
    /// List documents in another order.
    SetDocumentSort(DocumentSort),
    /// Say when a kind of help is given in this project.
    SetAllowance(HelpKind, Allowance),
    /// Use a part of what was learnt, or leave it unused.
    UseLearntPart(LearntPart, bool),
    /// Forget a string that was learnt.
    ForgetString(ForgottenString),
    /// Let a string that was forgotten be remembered again.
    RememberString(ForgottenString),
    /// Set the score in percent under which suggestions wait in the drawer: of a label or event type or all; `None` makes it automatic.
    SetLabelThreshold(Option<SmolStr>, Option<u8>),
    /// Set the score in percent from which fillers are ticked: of an event type or all, of a role or all; `None` makes it automatic.
    SetRoleThreshold(Option<SmolStr>, Option<SmolStr>, Option<u8>),
    /// Show a place of a document and select its text.
    GoTo(DocumentId, Span),
    /// Show an annotation of a document and select it.
    GoToAnnotation(DocumentId, AnnotationRef),
    /// Choose the label of what was found.
    PickFoundLabel(FoundPlaces),
    /// Give what was found this label or event type.
    SetFoundLabel(SmolStr),
    /// Arm the brush with this label.
    SetBrush(SmolStr),
    /// Arm the brush with the schema's entity type number n, counted from 0.
    BrushNumber(u8),
    /// Work on this layer.
    SetLayer(SmolStr),
    /// Show this layer's marks beside one's own, or none.
    ShowLayerBeside(Option<SmolStr>),
    /// Make a layer of this name, empty or as a copy of another.
    AddLayer(String, Option<SmolStr>),
    /// Give a layer another name.
    RenameLayer(SmolStr, String),
    /// Delete a layer with everything in it.
    DeleteLayer(SmolStr),
    /// Set the order of the queue.
    SetOrder(QueueOrder),
    /// Mark a stretch of text as this zone, or lift its zone.
    SetZone(Option<ZoneKind>),
    /// Set the publication date.
    SetDate(String),
    /// Leave the document out for this reason.
    SkipBecause(String),
    /// Close an open question of a document, or open it again.
    SetQuestion(DocumentId, NoteId, bool),
    /// Set the document's tags.
    SetTags(Vec<SmolStr>),
    /// Let a rejected suggestion come back.
    Revive(SuggestionKey),
    /// Delete several annotations.
    DeleteMany(Vec<AnnotationRef>),
    /// Relabel several mentions.
    RelabelMany(Vec<AnnotationRef>, SmolStr),
    /// Take a relation type for the two ends that were picked.
    SetRelationType(SmolStr),
}

/// Which menu a command stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Projects and files.
    File,
    /// Undo, find, labels.
    Edit,
    /// Panels, theme, zoom, moving.
    View,
    /// Deciding and labelling.
    Annotate,
    /// Schema and word list.
    Schema,
    /// Help.
    Help,
}

impl Menu {
    /// All menus, from left to right.
    pub const ALL: [Self; 6] = [
        Self::File,
        Self::Edit,
        Self::View,
        Self::Annotate,
        Self::Schema,
        Self::Help,
    ];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Annotate => "Annotate",
            Self::Schema => "Schema",
            Self::Help => "Help",
        }
    }
}

/// What the table says about a command.
pub struct Entry {
    /// The command.
    pub command: Command,
    /// Stable name, for remapped keys.
    pub name: &'static str,
    /// What menus and palette call it.
    pub label: &'static str,
    /// One sentence more.
    pub help: &'static str,
    /// The menu it stands in.
    pub menu: Menu,
}

macro_rules! table {
    ($($menu:ident { $($command:ident $label:literal $help:literal)* })*) => {
        /// Every command without data, in the order of the menus.
        pub const TABLE: &'static [Entry] = &[$($(Entry {
            command: Command::$command,
            name: stringify!($command),
            label: $label,
            help: $help,
            menu: Menu::$menu,
        }),*),*];
    };
}

impl Command {
    table! {
        File {
            NewProject "New project" "Closes this project, saved, and starts an empty one"
            OpenFiles "Open…" "Opens a project, or adds articles to this one"
            OpenFolder "Add a folder…" "Adds all articles of a folder"
            PasteArticle "Paste an article" "Makes a document of the text or the paths on the clipboard"
            Save "Save" "Writes the project file now"
            SaveAs "Save as…" "Writes the project to another file"
            Export "Export…" "Writes training data"
            RestoreBackup "Restore a backup…" "Opens an earlier version of this project file"
            ShowKept "Kept projects…" "Opens what an earlier run could not save in its place, or throws it away"
            CloseProject "Close project" "Saves and closes this project"
            Quit "Quit" "Saves and leaves"
        }
        Edit {
            Undo "Undo" "Takes the last step back"
            Redo "Redo" "Does the step again that was taken back"
            Find "Find…" "Finds text or annotations, here or in all documents"
            FindEverywhere "Find in all documents…" "Finds text or annotations in the whole project and lists them"
            FindNext "Next hit" "Goes to the next place that was found"
            FindPrevious "Previous hit" "Goes to the place before that was found"
            ShowFound "Hits" "Lists what was found, in context"
            LabelFound "Label all hits…" "Gives everything that was found a label, previewed, as one step"
            DeleteFound "Delete all hits" "Deletes the annotations that were found, as one step"
            PickLabel "Label…" "Gives the selection an entity type"
            PickEvent "Event…" "Makes the selection the trigger of an event"
            CycleLevel "Cycle level" "Name, nominal, pronoun"
            ExtendRight "Extend right" "Takes in the next token"
            ShrinkRight "Shrink right" "Lets the last token go"
            ExtendLeft "Extend left" "Takes in the token before"
            ShrinkLeft "Shrink left" "Lets the first token go"
            ExtendRightByChar "Extend right by a character" "Takes in the next character"
            ShrinkRightByChar "Shrink right by a character" "Lets the last character go"
            ExtendLeftByChar "Extend left by a character" "Takes in the character before"
            ShrinkLeftByChar "Shrink left by a character" "Lets the first character go"
            AddFragment "Add a fragment" "Adds the selected text to the mention selected before"
            MergeMentions "Merge with the next mention" "Makes one mention of two"
            SplitMention "Split at the caret" "Makes two mentions of one"
            RemoveDocument "Remove document" "Takes the document out of the project; undo brings it back"
        }
        View {
            CommandPalette "Command palette" "Finds any command by typing"
            ToggleDocuments "Documents panel" "Shows or hides the list of documents"
            ToggleInspector "Inspector panel" "Shows or hides the inspector"
            ShowProblems "Problems" "Lists what the checks found"
            ShowMentions "All mentions" "Lists the mentions of this document or the project"
            ShowEvents "All events" "Lists the events of this document or the project"
            ShowEntities "Entities" "Lists what mentions refer to"
            ShowRelations "Relations" "Lists the relations of this document or the project"
            ShowRejected "Rejected suggestions" "Lists what was refused and lets it come back"
            ShowQuestions "Open questions" "Lists the questions in all documents"
            NextQuestion "Next open question" "Goes to the next question, in this document or another"
            ShowLayers "Layers…" "Chooses the layer to work on; makes, copies, renames and deletes layers"
            NextLayer "Next layer" "Works on the next layer"
            NextLayerBeside "Layer beside" "Shows another layer's marks beside your own, dotted"
            ShowStatistics "Statistics" "Counts per label and document, progress, time"
            ShowLearning "Learning" "How well is suggested, what was learnt from decisions and from where; switches it and forgets"
            ToggleTheme "Light or dark" "Changes the theme"
            ToggleAllArcs "Show all arcs" "Shows the arguments of all events, not only of the selected one"
            ZoomIn "Larger" "Makes everything larger"
            ZoomOut "Smaller" "Makes everything smaller"
            ZoomReset "Normal size" "Back to 100 %"
            NextPanel "Next panel" "Moves the focus to the next panel"
            PreviousPanel "Previous panel" "Moves the focus to the panel before"
            NextDocument "Next document" "Shows the next document of the list"
            PreviousDocument "Previous document" "Shows the document before"
            ShowSettings "Settings…" "Annotator, backups, keys, scale"
        }
        Annotate {
            NextSuggestion "Next suggestion" "Goes to the next open suggestion"
            PreviousSuggestion "Previous suggestion" "Goes to the open suggestion before"
            Accept "Accept" "Takes the suggestion as it is"
            Reject "Reject or delete" "Refuses the suggestion, or deletes the annotation"
            SameInDocument "Same everywhere here…" "Repeats the last decision for all matches in this document, previewed"
            SameInProject "Same in all documents…" "Repeats the last decision for all matches in the project, previewed"
            AcceptSentence "Accept the sentence" "Accepts what is left from the score in the settings on, marks the sentence read and goes on"
            AcceptAllAbove "Accept all above…" "Accepts every suggestion from a score on, here or in all documents, counted before"
            RejectAllLikeThis "Reject all like this…" "Refuses every suggestion like this one, here or in all documents, counted before"
            FinishDocument "Done, next document" "Marks the document done and opens the next"
            FinishAccepting "Accept the rest and finish" "Accepts open suggestions from the score in the settings on, refuses the others"
            FinishRejecting "Reject the rest and finish" "Refuses open suggestions"
            FinishLeaving "Leave the rest and finish" "Leaves open suggestions undecided"
            ReopenDocument "Reopen document" "Takes the protection of a done document away"
            SkipDocument "Skip document…" "Leaves the document out, for a reason that is asked"
            EditTags "Tags…" "Words to sort and filter the document by"
            OpenCard "Event card" "Fills the roles of the selected event"
            NextRole "Next role" "Makes the next role active"
            PreviousRole "Previous role" "Makes the role before active"
            NotStated "Not stated" "Says that the text does not name a filler for this role"
            CopyRoles "Roles from the neighbour" "Takes agent, victim, instrument, place and time from a neighbouring event"
            NextHead "Next head" "Makes the next word of the mention its head, at the end none"
            LinkCoreference "Same as…" "Links the mention or event to an earlier one; two chains become one"
            UnlinkCoreference "Not the same" "Takes the mention or event out of its chain"
            NextInChain "Next of the chain" "Selects the next mention of the same entity, or of the same event"
            PreviousInChain "Previous of the chain" "Selects the mention of the same entity or event before"
            SplitChain "Split the chain here" "Makes this mention and all later ones a chain of their own"
            LinkRelation "Relation…" "Joins two mentions: pick one, then the other, then the type"
            ReverseRelation "Turn the relation round" "Swaps the ends of the selected relation"
            ArmBrush "Brush" "Keeps a label armed: every selection gets it"
            WriteNote "Note" "Writes a remark or a question"
            NextMark "Next mark" "Selects the next mention or event"
            PreviousMark "Previous mark" "Selects the mention or event before"
            NextSentence "Next sentence" "Moves the reading marker on"
            PreviousSentence "Previous sentence" "Moves the reading marker back"
            CaretLeft "Caret left" "Moves the caret to the token before"
            CaretRight "Caret right" "Moves the caret to the next token"
            Leave "Leave" "Back to the article; takes the selection away"
            SuggestAgain "Suggest again" "Computes the suggestions of this document anew"
            AskOwnModel "Ask your own model" "Asks the model of your own that is switched on for labels of this document"
            ShowOwnModel "Your own model…" "A program, a Label Studio backend or a chat model that suggests labels"
            ClearSuggestions "Clear suggestions" "Takes the open suggestions of this document away until it is suggested again"
            ToggleSuggestionsHere "Suggestions in this document" "Shows or hides suggestions here"
            ToggleSuggestions "Suggestions in this project" "Shows or hides suggestions everywhere"
            ShowSuggestions "Suggestions shown…" "Shows or hides suggestions by source, label and score; what is hidden is counted"
            HideLabel "Hide suggestions of this label" "Hides the label of the selected suggestion"
            ShowAllSuggestions "Show all suggestions" "Shows hidden suggestions again"
            ToggleUnsure "Unsure suggestions" "Opens or closes the drawer of suggestions under their threshold: they show in the article and are asked about"
            ShowThresholds "Thresholds…" "From which scores on suggestions are shown and accepted, and fillers ticked, by hand or automatic"
        }
        Schema {
            ShowSchema "Edit the schema…" "Types, roles, colours and guideline"
            SaveCase "Save as a case…" "Puts the selected words among the decided cases of their type"
            ShowProjectSettings "Project settings…" "Suggestions, propagation and learning in this project: on, off, or after the first hand-in"
            ShowWords "Word list…" "Strings to suggest always or never"
            AlwaysSuggest "Always suggest this" "Puts the selection on the word list with its label"
            NeverSuggest "Never suggest this" "Puts the selection on the word list without a label"
        }
        Help {
            Help "Keys and commands" "Shows every key and command"
            Tour "Tour" "Two minutes through the program"
        }
    }

    /// What the table says about this command; `None` for commands with data.
    pub fn entry(&self) -> Option<&'static Entry> {
        Self::TABLE.iter().find(|entry| entry.command == *self)
    }

    /// The command of that stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::TABLE
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| entry.command.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_labels_are_unique() {
        for (index, entry) in Command::TABLE.iter().enumerate() {
            for other in &Command::TABLE[index + 1..] {
                assert_ne!(entry.name, other.name);
                assert_ne!(entry.label, other.label);
            }
        }
    }
}
