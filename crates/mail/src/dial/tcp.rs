//! TCP to a name with several addresses, without waiting for the dead ones.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::outcome::Kind;

/// RFC 8305 5: the next address is tried after this time, beside the first.
const STAGGER: Duration = Duration::from_millis(250);

/// Connects to the first address that answers. The caller sets the time limit.
pub(super) async fn connect(host: &str, port: u16) -> Result<TcpStream, (Kind, String)> {
    let found = lookup_host((host, port)).await.map_err(|e| (Kind::Dns, e.to_string()))?;
    let mut addresses = interleave(found.collect()).into_iter();
    let mut running = JoinSet::new();
    let mut last = (Kind::Dns, "the name has no address".to_owned());
    loop {
        let more = match addresses.next() {
            Some(address) => {
                running.spawn(TcpStream::connect(address));
                addresses.len() > 0
            }
            None if running.is_empty() => return Err(last),
            None => false,
        };
        tokio::select! {
            Some(done) = running.join_next() => match done {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => last = (Kind::Network, error.to_string()),
                Err(error) => last = (Kind::Network, error.to_string()),
            },
            () = sleep(STAGGER), if more => {}
        }
    }
}

/// RFC 8305 4: families in turn, in the resolver's order within each.
fn interleave(found: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v6 = found.first().is_some_and(SocketAddr::is_ipv6);
    let (first, second): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|address| address.is_ipv6() == first_is_v6);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    let mut all = Vec::new();
    loop {
        match (first.next(), second.next()) {
            (None, None) => return all,
            (a, b) => all.extend(a.into_iter().chain(b)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_family_of_addresses_does_not_stand_in_front_of_the_other() {
        let parse = |list: &[&str]| list.iter().map(|a| a.parse().unwrap()).collect::<Vec<_>>();
        let found = parse(&["[::1]:1", "[::2]:1", "[::3]:1", "127.0.0.1:1"]);
        let want = parse(&["[::1]:1", "127.0.0.1:1", "[::2]:1", "[::3]:1"]);
        assert_eq!(interleave(found), want, "the second try is the other family");
    }

    #[tokio::test]
    async fn a_name_is_reached_on_the_family_on_which_the_server_listens() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let reached = tokio::time::timeout(Duration::from_secs(5), connect("localhost", port));
        assert!(matches!(reached.await, Ok(Ok(_))), "localhost may be ::1 first");
    }
}
