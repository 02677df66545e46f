//! Journey 2: a mailbox is connected in the window, tested, and a letter leaves through it.

use unforgotten_tests::fake_smtp::{Encryption, FakeSmtp, Script};
use unforgotten_tests::home::{OFFICE, PERSON, TestHome};
use unforgotten_tests::window::Window;

use super::has_display;
use super::read::{arrived, shown};

pub(super) const PASSWORD: &str = "abcd efgh ijkl mnop";

/// A server that wants the password, and a home that does not know it yet.
pub(super) fn ready() -> (FakeSmtp, TestHome) {
    let script = Script::new().encryption(Encryption::Implicit).auth("anna@example.org", PASSWORD);
    let server = FakeSmtp::start(script);
    let mut home = TestHome::with_profile();
    // Here is no keyring: passwords are kept in an encrypted file.
    home.set("DBUS_SESSION_BUS_ADDRESS", "disabled:");
    home.set("UNFORGOTTEN_PASSPHRASE", "of the tests");
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home.run(&["people", "confirm", PERSON]).succeeds();
    (server, home)
}

#[tokio::test]
async fn a_mailbox_is_connected_and_a_letter_leaves_through_it() {
    if !has_display() {
        return;
    }
    let (server, home) = ready();
    let window = Window::open(&home, "mailbox").await;
    window.click("lang-en").await;
    window.click("nav-settings").await;
    window.click("mailbox-add").await;
    window.empty("mailbox-address").await;
    window.type_into("mailbox-address", "anna@example.org").await;
    window.click("mailbox-more").await;
    window.empty("mailbox-server").await;
    window.type_into("mailbox-server", &format!("smtps://localhost:{}", server.port())).await;
    window.type_into("mailbox-ca", &server.ca_file().display().to_string()).await;
    window.type_into("mailbox-password", "a wrong one").await;
    window.click("mailbox-connect").await;
    window.find("mailbox-error").await;
    window.picture("1-wrong-password").await;
    window.empty("mailbox-password").await;
    window.type_into("mailbox-password", PASSWORD).await;
    window.click("mailbox-connect").await;
    window.find("mailbox-done").await;
    window.picture("2-connected").await;
    window.click("mailbox-close").await;

    window.click("nav-people").await;
    window.click(&format!("person-{PERSON}")).await;
    window.click(&format!("office-{OFFICE}")).await;
    window.type_into("own-words", "I teach.").await;
    window.click("review").await;
    let review = shown(&window).await;
    window.picture("3-review").await;
    window.click("send").await;
    window.wait_for("[data-testid=\"outbox-row-1\"]", "data-state", "sent").await;
    window.picture("4-sent").await;
    window.close().await;
    let letters = server.letters();
    assert_eq!(letters.len(), 1, "one letter, once");
    assert_eq!(arrived(&letters[0].bytes), review, "what arrived is what Review showed");
    for name in ["letters.db", "passwords.age"] {
        let bytes = std::fs::read(home.path().join(name)).expect(name);
        let told = bytes.windows(PASSWORD.len()).any(|part| part == PASSWORD.as_bytes());
        assert!(!told, "{name} tells the password");
    }
}
