//! The calls of docs/protocol.md, by name.

use crate::http::Call;

/// The calls of docs/protocol.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Discovery,
    Keys,
    Offer,
    Registration,
    Token,
    List,
    Request,
    Decision,
    Status,
    DeviceState,
    Removal,
    DeviceKeys,
    Rotation,
    Push,
    Capabilities,
    Report,
    /// None of them.
    Other,
}

impl Step {
    pub const ALL: [Self; 17] = [
        Self::Discovery,
        Self::Keys,
        Self::Offer,
        Self::Registration,
        Self::Token,
        Self::List,
        Self::Request,
        Self::Decision,
        Self::Status,
        Self::DeviceState,
        Self::Removal,
        Self::DeviceKeys,
        Self::Rotation,
        Self::Push,
        Self::Capabilities,
        Self::Report,
        Self::Other,
    ];

    pub fn of(call: &Call) -> Self {
        // Endpoints may stand below any path.
        let path = call.path.strip_prefix("/v2").unwrap_or(&call.path);
        let parts: Vec<_> = path.split('/').skip(1).collect();
        match (call.method.as_str(), parts.as_slice()) {
            ("GET", [".well-known", "authentication-device"]) => Self::Discovery,
            ("GET", ["ad", "as-keys"]) => Self::Keys,
            ("GET", ["ad", "offers", _]) => Self::Offer,
            ("POST", ["ad", "registrations"]) => Self::Registration,
            ("POST", ["ad", "token"]) => Self::Token,
            ("GET", ["ad", "requests"]) => Self::List,
            ("GET", ["ad", "requests", _]) => Self::Request,
            ("POST", ["ad", "requests", _, "decision"]) => Self::Decision,
            ("GET", ["ad", "requests", _, "status"]) => Self::Status,
            ("GET", ["ad", "device"]) => Self::DeviceState,
            ("DELETE", ["ad", "device"]) => Self::Removal,
            ("GET", ["ad", "device", "keys"]) => Self::DeviceKeys,
            ("POST", ["ad", "device", "keys"]) => Self::Rotation,
            ("PUT", ["ad", "device", "push"]) => Self::Push,
            ("PUT", ["ad", "device", "capabilities"]) => Self::Capabilities,
            ("POST", ["ad", "device", "report"]) => Self::Report,
            _ => Self::Other,
        }
    }
}
