//! What a desktop does to a window: the click on its closing button.

use std::error::Error;

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, Window as Id,
};

/// Asks the window of a process to close: WM_DELETE_WINDOW (ICCCM 4.2.8.1).
pub fn close(process: u32) -> Result<(), Box<dyn Error + Send + Sync>> {
    let (desktop, screen) = x11rb::connect(None)?;
    let root = desktop.setup().roots.get(screen).ok_or("no screen")?.root;
    let atom = |name: &str| -> Result<u32, Box<dyn Error + Send + Sync>> {
        Ok(desktop.intern_atom(false, name.as_bytes())?.reply()?.atom)
    };
    let (protocols, delete) = (atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?);
    let of = atom("_NET_WM_PID")?;
    let numbers = |window: Id, property: u32, kind: AtomEnum| -> Vec<u32> {
        let asked = desktop.get_property(false, window, property, kind, 0, 32);
        let answer = asked.ok().and_then(|asked| asked.reply().ok());
        answer.and_then(|answer| Some(answer.value32()?.collect())).unwrap_or_default()
    };
    let mut waiting = vec![root];
    while let Some(window) = waiting.pop() {
        waiting.extend(desktop.query_tree(window)?.reply()?.children);
        let is_ours = numbers(window, of, AtomEnum::CARDINAL).contains(&process);
        if is_ours && numbers(window, protocols, AtomEnum::ATOM).contains(&delete) {
            let wish = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
            desktop.send_event(false, window, EventMask::NO_EVENT, wish)?;
            desktop.flush()?;
        }
    }
    Ok(())
}
