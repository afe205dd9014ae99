//! Lines of a scraped page that are not the article: buttons, advertisements, newsletters, credits, notices of rights.
//!
//! Cautious by design: a greyed sentence is lost to every later step, a missed button costs one key. So a line counts only when all of
//! it, or a beginning that no news sentence has, says so: "Share" is a button, "Share prices fell." is not.

/// Whole lines, in small letters, without final punctuation, counts in brackets and symbols at the edges. Sorted.
const WHOLE: [&str; 173] = [
    "about the author",
    "about us",
    "accept",
    "accept all",
    "accept all cookies",
    "accept cookies",
    "ad",
    "ads",
    "advert",
    "advertisement",
    "advertisements",
    "advertising",
    "all rights reserved",
    "also read",
    "article continues below",
    "article continues below advertisement",
    "back to top",
    "bookmark",
    "breaking news",
    "close",
    "comment",
    "comments",
    "contact us",
    "continue reading",
    "continue reading below",
    "cookie policy",
    "copy link",
    "copy url",
    "copyright",
    "donate",
    "donate now",
    "download our app",
    "download the app",
    "editor's picks",
    "editors' picks",
    "email",
    "email this article",
    "embed",
    "facebook",
    "facebook twitter",
    "follow",
    "follow us",
    "gift this article",
    "home",
    "image source",
    "instagram",
    "join the conversation",
    "latest news",
    "latest stories",
    "learn more",
    "leave a comment",
    "like this",
    "linkedin",
    "listen",
    "listen to article",
    "listen to this article",
    "live updates",
    "load more",
    "loading",
    "log in",
    "login",
    "manage my preferences",
    "manage preferences",
    "menu",
    "more from this section",
    "more news",
    "more on this",
    "more on this story",
    "more on this topic",
    "more stories",
    "most popular",
    "most read",
    "most viewed",
    "my account",
    "newsletter",
    "newsletters",
    "next article",
    "open in app",
    "our standards",
    "pinterest",
    "play",
    "play video",
    "popular",
    "post a comment",
    "previous article",
    "print",
    "print this article",
    "privacy",
    "privacy policy",
    "promoted",
    "promoted content",
    "read also",
    "read more",
    "read next",
    "read the full story",
    "recommended",
    "recommended for you",
    "reddit",
    "register",
    "reject all",
    "related",
    "related articles",
    "related content",
    "related coverage",
    "related news",
    "related posts",
    "related stories",
    "related topics",
    "related video",
    "related videos",
    "save",
    "save article",
    "scroll to continue",
    "search",
    "see also",
    "see more",
    "share",
    "share article",
    "share on facebook",
    "share on linkedin",
    "share on twitter",
    "share on whatsapp",
    "share on x",
    "share this",
    "share this article",
    "share this story",
    "share via email",
    "show comments",
    "sign in",
    "sign in to comment",
    "sign up",
    "sign up now",
    "skip ad",
    "skip advertisement",
    "skip navigation",
    "skip to content",
    "skip to main content",
    "sponsored",
    "sponsored content",
    "sponsored links",
    "sponsored stories",
    "story continues below",
    "story continues below advertisement",
    "story continues below this advertisement",
    "story highlights",
    "subscribe",
    "subscribe now",
    "subscribe today",
    "suggested reading",
    "support our journalism",
    "support us",
    "tags",
    "telegram",
    "terms and conditions",
    "terms of service",
    "terms of use",
    "top stories",
    "topics",
    "trending",
    "trending now",
    "tweet",
    "twitter",
    "video",
    "view all",
    "view comments",
    "view more",
    "watch",
    "watch live",
    "watch now",
    "watch video",
    "whatsapp",
    "write a comment",
    "you may also like",
];

/// Beginnings that settle it, in small letters. What follows does not matter.
const BEGINNINGS: [&str; 40] = [
    "(photo by ",
    "(photo: ",
    "[ad",
    "accept all cookies",
    "all rights reserved",
    "by clicking ",
    "by continuing to use",
    "by using this site",
    "by signing up",
    "click here to ",
    "click here for ",
    "continue reading ",
    "copyright ©",
    "copyright (c)",
    "download our ",
    "download the app",
    "follow us on ",
    "image credit:",
    "image source:",
    "image source,",
    "image: ",
    "last modified",
    "last updated",
    "photo credit:",
    "photo: ",
    "photo/",
    "photograph: ",
    "picture: ",
    "share on ",
    "share this ",
    "story continues below",
    "the thomson reuters trust principles",
    "this article is for subscribers",
    "this content is for subscribers",
    "this site uses cookies",
    "this website uses cookies",
    "we use cookies",
    "we and our partners ",
    "your browser does not support",
    "©",
];

/// Beginnings before a colon that announce another article or a picture's source.
const LABELS: [&str; 19] = [
    "also read",
    "more",
    "must read",
    "our standards",
    "read also",
    "read more",
    "read next",
    "recommended",
    "related",
    "related article",
    "related articles",
    "related story",
    "related stories",
    "see also",
    "source",
    "tags",
    "topics",
    "video",
    "watch",
];

/// Beginnings of appeals, which count with one of [`APPEAL_WORDS`] in the line or as a short line without a full stop.
const APPEALS: [&str; 13] = [
    "become a ",
    "enter your ",
    "get our ",
    "get the ",
    "join our ",
    "join us ",
    "register ",
    "sign up ",
    "subscribe ",
    "support our ",
    "thank you for reading",
    "thank you for subscribing",
    "for more ",
];

const APPEAL_WORDS: [&str; 13] = [
    "app",
    "briefing",
    "digest",
    "e-mail",
    "email",
    "inbox",
    "journalism",
    "member",
    "newsletter",
    "newsletters",
    "subscriber",
    "subscription",
    "thank you for reading",
];

/// Whose pictures they are.
const PICTURE_AGENCIES: [&str; 10] = [
    "getty images",
    "afp",
    "ap photo",
    "reuters",
    "epa",
    "shutterstock",
    "associated press",
    "anadolu",
    "alamy",
    "istock",
];

/// Whether `line`, without blanks at its edges, is boilerplate wherever it stands.
pub(super) fn is_boilerplate(line: &str) -> bool {
    if line.len() > 400 {
        return false;
    }
    let lower = line.to_lowercase().replace('’', "'");
    let core = core_of(&lower);
    if core.is_empty() {
        return is_rule(line);
    }
    is_whole(core)
        || BEGINNINGS
            .iter()
            .any(|beginning| lower.starts_with(beginning) && !is_quotation(line))
        || is_label(&lower)
        || is_appeal(&lower)
        || is_time_stamp(&lower)
        || is_picture_credit(line, &lower)
        || is_list_of_links(line, &lower)
        || (num_words(&lower) <= 12 && lower.contains("all rights reserved"))
}

/// `lower` without symbols, final punctuation and a count in brackets ("comments (12)").
fn core_of(lower: &str) -> &str {
    let is_edge = |char: char| !char.is_alphanumeric();
    let core = lower.trim_matches(is_edge);
    let core = core
        .trim_end_matches(|char: char| char.is_ascii_digit())
        .trim_end_matches(is_edge);
    core.trim_start_matches(|char: char| char.is_ascii_digit())
        .trim_start_matches(is_edge)
}

fn is_whole(core: &str) -> bool {
    WHOLE.binary_search(&core).is_ok()
}

/// A line drawn with marks ("* * *", "-----").
fn is_rule(line: &str) -> bool {
    let marks = line.chars().filter(|char| !char.is_whitespace());
    marks.clone().count() >= 3
        && marks
            .clone()
            .all(|char| matches!(char, '*' | '-' | '_' | '=' | '~' | '—' | '•' | '·' | '#'))
}

fn is_quotation(line: &str) -> bool {
    line.starts_with(['“', '"', '‘', '\''])
}

/// "Read more: …", "Related: …".
fn is_label(lower: &str) -> bool {
    lower.split_once(':').is_some_and(|(label, rest)| {
        LABELS.contains(&label.trim())
            && num_words(rest) <= 20
            && !rest.trim_start().starts_with(['“', '"'])
    })
}

fn is_appeal(lower: &str) -> bool {
    let Some(beginning) = APPEALS
        .iter()
        .find(|beginning| lower.starts_with(*beginning))
    else {
        return false;
    };
    let has_word = lower
        .split(|char: char| !char.is_alphanumeric() && char != '-')
        .any(|word| APPEAL_WORDS.contains(&word))
        || beginning.starts_with("thank you");
    let is_short = num_words(lower) <= 4
        && !lower.ends_with(['.', '?', '!', ','])
        && !matches!(
            *beginning,
            "get the " | "become a " | "for more " | "register "
        );
    (has_word && num_words(lower) <= 30 && !has_attribution(lower)) || is_short
}

/// Whether somebody says it: then it is a sentence of the article.
fn has_attribution(lower: &str) -> bool {
    ["said", "says", "told", "asked", "added", "wrote"]
        .iter()
        .any(|verb| {
            lower
                .split(|char: char| !char.is_alphanumeric())
                .any(|word| word == *verb)
        })
}

/// "Published 3 August 2019, 09:12", "Updated 14:05", "5 min read".
fn is_time_stamp(lower: &str) -> bool {
    let has_digit = lower.bytes().any(|byte| byte.is_ascii_digit());
    let begins = [
        "published",
        "updated",
        "posted",
        "first published",
        "modified",
        "issued",
        "date:",
    ]
    .iter()
    .any(|beginning| lower.starts_with(beginning));
    let is_reading_time = lower.ends_with("min read")
        || lower.ends_with("minute read")
        || lower.ends_with("minutes read");
    let is_age = lower.ends_with(" ago") && num_words(lower) <= 4;
    has_digit
        && ((begins && num_words(lower) <= 12 && !lower.ends_with('.'))
            || (is_reading_time && num_words(lower) <= 4)
            || is_age)
}

/// A short line that names a picture agency and is no sentence: "Getty Images", "AP Photo/Ana Ruiz", "(Reuters/File)".
fn is_picture_credit(line: &str, lower: &str) -> bool {
    if num_words(lower) > 8 || has_attribution(lower) || lower.ends_with('.') {
        return false;
    }
    PICTURE_AGENCIES.iter().any(|agency| {
        let is_all = core_of(lower) == *agency
            && (*agency != "reuters" && *agency != "afp" && *agency != "epa");
        let in_credit = lower.contains("via ")
            || line.contains('/')
            || line.contains('©')
            || lower.starts_with("credit");
        is_all || (lower.contains(agency) && in_credit)
    })
}

/// "World | Africa", "Terms of use | Privacy policy", "Home > News > Europe": links of a page in a row.
fn is_list_of_links(line: &str, lower: &str) -> bool {
    if line.ends_with(['.', '!', '?', '”', '"']) || num_words(lower) > 16 {
        return false;
    }
    for separator in [" | ", " > ", " » ", " › ", " · ", " / "] {
        let parts: Vec<&str> = lower.split(separator).map(str::trim).collect();
        let all_links = parts.iter().all(|part| is_whole(core_of(part)));
        let all_short = parts.iter().all(|part| (1..=2).contains(&num_words(part)));
        if parts.len() >= 2
            && (all_links || (all_short && !lower.bytes().any(|byte| byte.is_ascii_digit())))
        {
            return true;
        }
    }
    let words: Vec<&str> = lower.split_whitespace().collect();
    words.len() >= 2
        && words.len() <= 8
        && words.iter().all(|word| {
            matches!(
                *word,
                "facebook"
                    | "twitter"
                    | "x"
                    | "email"
                    | "e-mail"
                    | "whatsapp"
                    | "linkedin"
                    | "print"
                    | "share"
                    | "tweet"
                    | "reddit"
                    | "telegram"
                    | "pinterest"
                    | "copy"
                    | "link"
                    | "save"
                    | "comments"
            )
        })
}

pub(super) fn num_words(line: &str) -> usize {
    line.split_whitespace().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(WHOLE.is_sorted());
    }

    #[test]
    fn buttons_and_notices_are_boilerplate() {
        for line in [
            "Share",
            "SHARE",
            "► Play video",
            "Advertisement",
            "Comments (12)",
            "12 Comments",
            "Read more",
            "Read more: Port to reopen",
            "RELATED STORIES",
            "Editor’s picks",
            "We use cookies to improve your experience.",
            "Sign up for our daily newsletter",
            "Subscribe to our newsletter and get the day's news in your inbox.",
            "© 2021 Meridian Media",
            "Copyright © 2020 The Courier",
            "Follow us on Twitter",
            "Getty Images",
            "AP Photo/Ana Ruiz",
            "Photo: Meridian",
            "Updated 14:05",
            "3 min read",
            "2 hours ago",
            "World | Africa",
            "* * *",
            "Home > News > Europe",
            "Facebook Twitter Email",
        ] {
            assert!(is_boilerplate(line), "{line}");
        }
    }

    #[test]
    fn sentences_are_not() {
        for line in [
            "Share prices fell in London on Monday.",
            "Related deaths rose to 12.",
            "“Read more books,” the judge told him.",
            "Sign up for work, the minister told them.",
            "Copyright was not at issue.",
            "Cookies were sold at the door.",
            "Advertisement is the soul of trade, the baker said.",
            "Why?",
            "Follow the money.",
            "Updated 737 jets fly again.",
            "Published in 1990, the book sold well.",
            "The men were arrested two days ago.",
            "Get the army out, the crowd shouted.",
            "Reuters",
            "Home rule is dead.",
            "More: the name of a saint said to have walked here, and of the village that grew around the well in which, it is told, he once saw the moon twice.",
            "Watch the border, he told them.",
            "Video shows a man falling.",
            "Thank you, he said.",
        ] {
            assert!(!is_boilerplate(line), "{line}");
        }
    }
}
