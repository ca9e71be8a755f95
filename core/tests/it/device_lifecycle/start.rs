//! What a start finds: leftovers, nothing, or somebody else's database.

use crate::support::phone::Parts;
use crate::support::{Phone, Server, Step, Trick, samples};
use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::platform::{KeyAlias, KeyPurpose, KeyStore as _, SystemRandom};
use countersign::{DenialReason, Device, OpenError, ResetError, Rotation, StoreError, Undelivered};
use std::sync::Arc;

#[tokio::test]
async fn keys_of_an_enrolment_that_was_never_finished_are_deleted_at_a_start_a_day_later() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
    let prepared = phone.device.prepare_enrolment(offer, None).unwrap();
    assert_eq!(phone.parts.keys.left().len(), 4);

    // The app is killed with the prompt open: nobody gives the enrolment up.
    drop(prepared);
    let phone = phone.reopen();
    assert_eq!(phone.parts.keys.left().len(), 4, "another start may still need them");
    server.advance(86_400);
    phone.parts.clock.advance(86_400);
    let phone = phone.reopen();

    assert_eq!(phone.parts.keys.left().len(), 2);
    assert!(phone.device.refresh(&at.enrolment).await.is_ok(), "the right ones were kept");
}

#[tokio::test]
async fn a_second_start_leaves_the_keys_of_an_enrolment_under_way() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
    let prepared = phone.device.prepare_enrolment(offer, None).unwrap();

    // Another process of the app, on the same database and key store.
    let second = Phone::open(phone.parts.clone()).unwrap();
    let enrolment = phone.finish(&prepared).await.unwrap();
    server.set_device(&server.newest_device(), "active");

    assert!(second.device.refresh(&enrolment.id).await.is_ok());
    assert_eq!(phone.parts.keys.left().len(), 2);
}

#[tokio::test]
async fn a_second_start_leaves_the_new_key_of_a_rotation_under_way() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let new = phone.device.begin_rotation(&at.enrolment).await.unwrap();
    let proof = phone.touch(new.key(), new.signing_input());
    let prepared = phone.device.prepare_rotation(&new, &proof).unwrap();

    let second = Phone::open(phone.parts.clone()).unwrap();
    let signature = phone.touch(prepared.key(), prepared.signing_input());
    let rotated = phone.device.complete_rotation(&prepared, &signature).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = second.open_request(&at, &request).await;

    assert_eq!(rotated, Ok(Rotation::Done));
    assert!(second.approve(&consent).await.is_ok(), "the key that the bank has is there");
}

#[tokio::test]
async fn keys_that_outlived_the_app_are_deleted_when_it_is_installed_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    phone.enrol(&server).await;
    let parts = phone.parts.clone();
    let somebody_elses = KeyAlias("another-library".to_owned());
    parts.keys.create(&somebody_elses, KeyPurpose::Transport, b"").unwrap();
    drop(phone);

    // What removing an app does on a phone whose keychain outlives it.
    std::fs::remove_dir_all(folder.path()).unwrap();
    std::fs::create_dir(folder.path()).unwrap();
    let phone = Phone::open(parts).unwrap();

    assert_eq!(phone.device.enrolments().await.unwrap(), []);
    assert_eq!(phone.parts.keys.left(), [somebody_elses]);
}

#[tokio::test]
async fn a_database_from_another_phone_is_refused_until_everything_is_reset() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    phone.enrol(&server).await;
    let mut restored = phone.parts.clone();
    drop(phone);
    restored.secrets = Arc::new(SoftwareSecrets::in_memory());
    let keys = SoftwareKeys::in_memory(Arc::new(SystemRandom::new()));
    restored.keys = Arc::new(crate::support::phone::Keys::new(keys));

    let refused = Phone::open(restored.clone()).err();
    let again = Phone::open(restored.clone()).err();
    let (configuration, platform) = (restored.configuration(), restored.platform());
    Device::reset(&configuration, &platform, Undelivered::Keep).unwrap();
    Device::reset(&configuration, &platform, Undelivered::Keep).unwrap();
    let phone = Phone::open(restored).unwrap();

    assert_eq!(refused, Some(OpenError::Store(StoreError::WrongKey)));
    assert_eq!(again, refused, "trying does not make a key that would hide the reason");
    assert_eq!(phone.device.enrolments().await.unwrap(), []);
    phone.enrol(&server).await;
}

#[tokio::test]
async fn resetting_leaves_neither_keys_nor_files() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    phone.enrol(&server).await;
    let parts: Parts = phone.parts.clone();
    drop(phone);

    Device::reset(&parts.configuration(), &parts.platform(), Undelivered::Keep).unwrap();

    assert_eq!(parts.keys.left(), []);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn resetting_refuses_to_lose_a_denial_or_a_report_until_the_person_insists() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    server.go_down();
    phone.device.deny(&consent, DenialReason::ChangedMind).await.unwrap();
    let parts: Parts = phone.parts.clone();
    let (configuration, platform) = (parts.configuration(), parts.platform());
    drop(phone);

    let with_a_denial = Device::reset(&configuration, &platform, Undelivered::Keep);
    server.behave();
    let phone = Phone::open(parts.clone()).unwrap();
    phone.device.deliver_now().await.unwrap();
    server.always(Step::Report, Trick::Silence);
    phone.device.report(&at.enrolment, &request).await.unwrap();
    drop(phone);
    let with_a_report = Device::reset(&configuration, &platform, Undelivered::Keep);
    let kept = Phone::open(parts.clone()).unwrap().device.enrolments().await.unwrap().len();
    let insisted = Device::reset(&configuration, &platform, Undelivered::Discard);

    assert_eq!(with_a_denial, Err(ResetError::Undelivered));
    assert_eq!(with_a_report, Err(ResetError::Undelivered));
    assert_eq!(kept, 1, "refusing deletes nothing");
    assert_eq!(insisted, Ok(()));
    assert_eq!(parts.keys.left(), []);
}

#[tokio::test]
async fn a_copy_of_the_database_does_not_open_after_a_reset() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    phone.enrol(&server).await;
    phone.device.change_seal().await.unwrap();
    let mut parts: Parts = phone.parts.clone();
    drop(phone);
    let file = parts.database.clone().unwrap();
    let copy = elsewhere.path().join("countersign.db");
    let backup = rusqlite::Connection::open(&file).unwrap();
    backup.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    drop(backup);

    Device::reset(&parts.configuration(), &parts.platform(), Undelivered::Keep).unwrap();
    parts.database = Some(copy);

    let opened = Phone::open(parts).err();
    assert_eq!(opened, Some(OpenError::Store(StoreError::WrongKey)));
}
