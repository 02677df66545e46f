//! The line that the measurements with latency go through delays, and does nothing else.
#![allow(clippy::unwrap_used, reason = "a broken test may panic")]

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use unforgotten_tests::slow_line::SlowLine;

const ONE_WAY: Duration = Duration::from_millis(25);
const PATIENCE: Duration = Duration::from_secs(20);

/// A line to a server that sends back what it gets.
async fn echo() -> (SlowLine, TcpStream) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let server = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (mut read, mut write) = stream.split();
        tokio::io::copy(&mut read, &mut write).await.unwrap();
        write.shutdown().await.unwrap();
    });
    let line = SlowLine::lay(server, ONE_WAY).await.unwrap();
    let stream = TcpStream::connect(line.address()).await.unwrap();
    stream.set_nodelay(true).unwrap();
    (line, stream)
}

#[tokio::test]
async fn a_question_and_its_answer_take_two_delays() {
    let (_line, mut stream) = echo().await;
    let mut fastest = Duration::MAX;
    for _ in 0..5 {
        let begun = Instant::now();
        stream.write_all(b"EHLO\r\n").await.unwrap();
        let mut answer = [0; 6];
        timeout(PATIENCE, stream.read_exact(&mut answer)).await.unwrap().unwrap();
        assert_eq!(&answer, b"EHLO\r\n", "what was sent");
        let took = begun.elapsed();
        assert!(took >= 2 * ONE_WAY, "no round trip is quicker than the line: {took:?}");
        fastest = fastest.min(took);
    }
    // A busy machine may be late for some of them, not for all.
    assert!(fastest < 3 * ONE_WAY, "and nothing else is added: {fastest:?}");
}

#[tokio::test]
async fn many_bytes_travel_at_once_in_their_order() {
    let (_line, stream) = echo().await;
    let sent: Vec<u8> = (0..8_000_000_u32).map(|n| (n % 251) as u8).collect();
    let (mut read, mut write) = stream.into_split();
    let begun = Instant::now();
    let bytes = sent.clone();
    let writing = tokio::spawn(async move {
        write.write_all(&bytes).await.unwrap();
        write.shutdown().await.unwrap();
    });
    let mut came = Vec::new();
    timeout(PATIENCE, read.read_to_end(&mut came)).await.unwrap().unwrap();
    writing.await.unwrap();
    assert!(came == sent, "every byte at its place, and the end of the stream behind the last");
    // With one chunk of 16 KiB on the way at a time it takes more than five seconds.
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(3), "chunks do not wait for one another: {took:?}");
}
