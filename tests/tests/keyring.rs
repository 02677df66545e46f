//! Passwords in the keyring of the desktop: a real Secret Service on a bus of its own.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use unforgotten_tests::fake_smtp::{FakeSmtp, Script};
use unforgotten_tests::home::{TestHome, finish, program};

#[test]
fn a_password_lives_in_the_keyring_and_goes_with_its_account() -> std::io::Result<()> {
    let server = FakeSmtp::start(Script::new().auth("anna", "a secret of the tests"));
    let home = TestHome::new();
    let runtime = home.path().join("runtime");
    std::fs::create_dir_all(&runtime)?;
    std::fs::set_permissions(&runtime, std::fs::Permissions::from_mode(0o700))?;
    let script = r#"
        printf 'unlocked\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
        un() { "$1" --home "$2" "${@:4}"; }
        un "$@" account add mine --url "$3" --from anna@example.org --password-stdin <<<'a secret of the tests'
        un "$@" account test mine
        [ ! -e "$2/passwords.age" ] || exit 90
        un "$@" account remove mine
        un "$@" account add mine --url "$3" --from anna@example.org
        un "$@" account test mine && exit 91
        exit 0
    "#;
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "bash", "-euc", script, "bash"]).arg(program("unforgotten"));
    command.arg(home.path()).arg(server.url());
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", &runtime)
        .env("LANG", "C.UTF-8");
    let ran = finish(command, "");
    ran.succeeds();
    ran.says("password");
    let database = std::fs::read(home.path().join("letters.db"))?;
    let secret = b"a secret of the tests";
    let found = database.windows(secret.len()).any(|bytes| bytes == secret);
    assert!(!found, "the database never holds a password");
    Ok(())
}
