//! What Review showed, and what arrived.

use mail_parser::MessageParser;
use unforgotten_tests::window::Window;

/// What Review showed of one letter.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
}

pub(crate) async fn shown(window: &Window) -> Shown {
    let trimmed = async |id: &str| window.text(id).await.trim().to_owned();
    Shown {
        from: trimmed("review-from").await,
        to: trimmed("review-to").await,
        subject: trimmed("review-subject").await,
        text: window.text("review-text").await,
    }
}

/// The same four things, read from the bytes that arrived, by another library.
pub(crate) fn arrived(bytes: &[u8]) -> Shown {
    let message = MessageParser::default().parse(bytes).expect("a message");
    let mailbox = |address: Option<&mail_parser::Address<'_>>| {
        let one = address.and_then(|a| a.first()).expect("an address");
        let (name, address) = (one.name().unwrap_or(""), one.address().unwrap_or(""));
        format!("{name} <{address}>")
    };
    let text = message.body_text(0).expect("a text").replace("\r\n", "\n");
    Shown {
        from: mailbox(message.from()),
        to: mailbox(message.to()),
        subject: message.subject().unwrap_or("").to_owned(),
        // The final line break of a message is not part of its words.
        text: text.strip_suffix('\n').unwrap_or(&text).to_owned(),
    }
}
