//! One request and its answer on a connection of their own.

use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::read::{Asked, Reader};
use super::write::{Written, write};
use crate::protocol::wire::WireForm;
use crate::transport::connection::Connection;
use crate::transport::message::{Request, Response, TransportError};

/// How long the body waits for `100 Continue`: a client need not wait for ever (RFC 9110 §10.1.1).
const CONTINUE: Duration = Duration::from_secs(1);

/// Writes the request and reads its answer.
pub(in crate::transport) async fn exchange(
    connection: Connection,
    request: &Request,
    wire: &WireForm,
    max_body: usize,
) -> Result<Response, TransportError> {
    let Written { head, body } = write(request, wire)?;
    let (reader, mut writer) = tokio::io::split(connection);
    let mut reader = Reader::new(reader, max_body, Asked { head: request.method == "HEAD" });
    if !wire.expect_continue {
        return while_sending(reader.response(), send(&mut writer, &[head, body].concat())).await;
    }
    send(&mut writer, &head).await.map_err(broken)?;
    // A final answer that comes first settles it: then the body is not sent.
    match tokio::time::timeout(CONTINUE, reader.until_continue()).await {
        Ok(Err(error)) => Err(error),
        Ok(Ok(false)) => reader.response().await,
        Ok(Ok(true)) | Err(_) => while_sending(reader.response(), send(&mut writer, &body)).await,
    }
}

/// An answer may come before all is sent, and then the rest may be unwelcome: sending never fails an exchange, only
/// the lack of an answer does.
async fn while_sending(
    answer: impl Future<Output = Result<Response, TransportError>>,
    sending: impl Future<Output = std::io::Result<()>>,
) -> Result<Response, TransportError> {
    let mut answer = std::pin::pin!(answer);
    tokio::select! {
        // In this order, so that a request is on its way when its future is first polled.
        biased;
        _ = sending => {}
        answer = &mut answer => return answer,
    }
    answer.await
}

async fn send(writer: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> std::io::Result<()> {
    writer.write_all(bytes).await?;
    writer.flush().await
}

pub(super) fn broken(error: std::io::Error) -> TransportError {
    TransportError::Broken { detail: error.to_string() }
}
