//! Under which media type an answer is read: the one that docs/protocol.md gives it, as RFC 9110
//! compares them.

use crate::support::{Phone, Server, Step, Trick, samples};
use countersign::EnrolError;

/// What each answer of a journey is, in other letters and with parameters.
const WRITTEN_OTHERWISE: [(Step, &str); 7] = [
    (Step::Discovery, "application/json; charset=utf-8"),
    (Step::Keys, "Application/JWK-Set+JWT;charset=UTF-8"),
    (Step::DeviceState, "application/device-status+jwt ; charset=\"utf-8\""),
    (Step::List, "APPLICATION/JSON"),
    (Step::Request, "application/consent-request+jwt;charset=UTF-8"),
    (Step::Decision, "application/Consent-Receipt+jwt;q=1;charset=UTF-8"),
    (Step::Token, "application/json;charset=UTF-8"),
];

#[tokio::test]
async fn a_media_type_is_compared_without_case_and_parameters() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    server.always(Step::Offer, Trick::Named("application/Enrolment-Offer+JWT; charset=utf-8"));
    server.always(Step::Registration, Trick::Named("application/JSON;charset=UTF-8"));
    for (step, name) in WRITTEN_OTHERWISE {
        server.always(step, Trick::Named(name));
    }

    let reference = server.offer(samples::LABEL).reference;
    let at = phone.enrol(&server).await;
    server.forget_access_tokens();
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;

    assert!(phone.device.read_offer(&reference).await.is_ok());
    assert!(phone.device.pending(&at.enrolment).await.is_ok());
    assert!(matches!(phone.approve(&consent).await, Ok(countersign::Delivery::Ended(_))));
}

#[tokio::test]
async fn an_answer_of_another_media_type_is_not_read() {
    for wrong in ["text/html", "application/jwt", "application/jsonp", "application/json,text/html"]
    {
        let server = Server::start().await;
        let phone = Phone::new(&[&server]);
        let at = phone.enrol(&server).await;
        let request = server.ask(&at.device, samples::payment());
        let offer = server.offer(samples::LABEL);

        server.next(Step::Discovery, Trick::Named(wrong));
        assert!(phone.device.refresh(&at.enrolment).await.is_err(), "{wrong}");
        server.next(Step::Keys, Trick::Named(wrong));
        assert!(phone.device.refresh(&at.enrolment).await.is_err(), "{wrong}");
        server.next(Step::DeviceState, Trick::Named(wrong));
        assert!(phone.device.refresh(&at.enrolment).await.is_err(), "{wrong}");
        server.next(Step::List, Trick::Named(wrong));
        assert!(phone.device.pending(&at.enrolment).await.is_err(), "{wrong}");
        server.next(Step::Request, Trick::Named(wrong));
        assert!(phone.device.open_request(&at.enrolment, &request).await.is_err(), "{wrong}");
        server.forget_access_tokens();
        server.next(Step::Token, Trick::Named(wrong));
        assert!(phone.device.pending(&at.enrolment).await.is_err(), "{wrong}");
        server.next(Step::Offer, Trick::Named(wrong));
        let offered = phone.device.read_offer(&offer.reference).await;
        assert_eq!(offered.unwrap_err(), EnrolError::NoOffer, "{wrong}");
    }
}
