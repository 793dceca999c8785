//! The certificate that a server shows: read for people, after the handshake has decided whether it is trusted.

use rustls_pki_types::CertificateDer;
use url::Url;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::client::Transport;
use super::message::TransportError;

/// What a certificate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certificate {
    /// The last second at which it is valid (RFC 5280 §4.1.2.5), since 1970.
    pub not_after: i64,
}

impl Certificate {
    fn read(der: &CertificateDer<'_>) -> Option<Self> {
        let (_, read) = X509Certificate::from_der(der).ok()?;
        Some(Self { not_after: read.validity().not_after.timestamp() })
    }
}

impl Transport {
    /// The certificate of an `https` URL's host; `None` where a service in this process answers, or where the certificate cannot
    /// be read. It keeps the pace like a request, but is not counted as one.
    ///
    /// # Errors
    /// No connection, no handshake in time, a certificate that is not trusted.
    pub async fn certificate(&self, url: &Url) -> Result<Option<Certificate>, TransportError> {
        if self.is_in_process(url) {
            return Ok(None);
        }
        let permit = self.pace().admit().await;
        let limit = self.settings().timeout;
        let shown = tokio::time::timeout(limit, self.direct().leaf(url)).await;
        drop(permit);
        let shown = shown.unwrap_or(Err(TransportError::Timeout { limit }))?;
        Ok(shown.as_ref().and_then(Certificate::read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_rubbish_is_nothing() {
        let mut parameters = rcgen::CertificateParams::new(vec!["as.example".to_owned()]).unwrap();
        parameters.not_after = rcgen::date_time_ymd(2031, 2, 3);
        let key = rcgen::KeyPair::generate().unwrap();
        let made = parameters.self_signed(&key).unwrap();
        let read = Certificate::read(made.der()).unwrap();
        assert_eq!(jiff::Timestamp::from_second(read.not_after).unwrap().to_string(), "2031-02-03T00:00:00Z");
        assert_eq!(Certificate::read(&CertificateDer::from(b"rubbish".to_vec())), None);
    }
}
