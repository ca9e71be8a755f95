-- A database as version 1 of the schema left it. Never changed: every later version opens it.
PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
CREATE TABLE access_tokens (
    hash   TEXT PRIMARY KEY,
    device TEXT NOT NULL REFERENCES devices (id),
    exp    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "access_tokens" VALUES('PyYJGJXEkPQkQhTPm-0jByxpJECL48Ho8ANQ1twllmQ','LxNeKxoTEGA_mn-65iSRnw',1772442600);
CREATE TABLE accounts (
    account  TEXT PRIMARY KEY,
    failures INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE audit (
    number  INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    event   TEXT NOT NULL,
    offer   TEXT,
    device  TEXT,
    consent TEXT,
    request TEXT,
    checked TEXT
) STRICT;
INSERT INTO "audit" VALUES(1,1772442000,'offer_made','TNmDHsqJi09C-9mfkUBhwg',NULL,NULL,NULL,NULL);
INSERT INTO "audit" VALUES(2,1772442000,'device_registered','TNmDHsqJi09C-9mfkUBhwg','LxNeKxoTEGA_mn-65iSRnw',NULL,NULL,NULL);
INSERT INTO "audit" VALUES(3,1772442000,'device_confirmed','TNmDHsqJi09C-9mfkUBhwg','LxNeKxoTEGA_mn-65iSRnw',NULL,NULL,NULL);
INSERT INTO "audit" VALUES(4,1772442000,'consent_asked',NULL,NULL,'Xf-ovPrAogE7dnKEW4-21A',NULL,NULL);
INSERT INTO "audit" VALUES(5,1772442000,'consent_approved',NULL,'LxNeKxoTEGA_mn-65iSRnw','Xf-ovPrAogE7dnKEW4-21A','z-iD___BZ1uU84P_0x69Dg',NULL);
INSERT INTO "audit" VALUES(6,1772442000,'consent_asked',NULL,NULL,'NsnLINFtS8wuMKfZsioRmQ',NULL,NULL);
INSERT INTO "audit" VALUES(7,1772442000,'consent_denied',NULL,'LxNeKxoTEGA_mn-65iSRnw','NsnLINFtS8wuMKfZsioRmQ','-pE02EMHCZK1rY4ZDOV1Ow',NULL);
INSERT INTO "audit" VALUES(8,1772442000,'consent_asked',NULL,NULL,'o2UwnFIuyHcM1I4F0oPS4w',NULL,NULL);
INSERT INTO "audit" VALUES(9,1772442000,'consent_withdrawn',NULL,NULL,'o2UwnFIuyHcM1I4F0oPS4w',NULL,NULL);
INSERT INTO "audit" VALUES(10,1772442000,'consent_asked',NULL,NULL,'K95fRQcy9VcIWE_HK-M0yw',NULL,NULL);
CREATE TABLE authentications (
    realm   TEXT NOT NULL,
    id      TEXT NOT NULL,
    consent TEXT NOT NULL UNIQUE REFERENCES consents (id),
    bearer  TEXT NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('waiting', 'due', 'calling', 'called', 'ended')),
    outcome TEXT,
    answer  INTEGER,
    PRIMARY KEY (realm, id)
) STRICT;
CREATE TABLE consents (
    id                  TEXT PRIMARY KEY,
    account             TEXT NOT NULL,
    created_at          INTEGER NOT NULL,
    exp                 INTEGER NOT NULL,
    number              TEXT,
    state               TEXT NOT NULL CHECK
        (state IN ('pending', 'approved', 'denied', 'failed', 'expired', 'withdrawn')),
    reason              TEXT,
    amr                 TEXT,
    selection           TEXT,
    authentication_code TEXT,
    decided_at          INTEGER
) STRICT;
INSERT INTO "consents" VALUES('Xf-ovPrAogE7dnKEW4-21A','account-1',1772442000,1772442300,NULL,'approved',NULL,'["swk","user"]',NULL,'id-5158-6',1772442000);
INSERT INTO "consents" VALUES('NsnLINFtS8wuMKfZsioRmQ','account-1',1772442000,1772442300,NULL,'denied','not_me',NULL,NULL,NULL,1772442000);
INSERT INTO "consents" VALUES('o2UwnFIuyHcM1I4F0oPS4w','account-1',1772442000,1772442300,NULL,'withdrawn',NULL,NULL,NULL,NULL,1772442000);
INSERT INTO "consents" VALUES('K95fRQcy9VcIWE_HK-M0yw','account-1',1772442000,1772442300,NULL,'pending',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE decisions (
    consent TEXT PRIMARY KEY REFERENCES consents (id),
    request TEXT NOT NULL UNIQUE REFERENCES requests (id),
    device  TEXT NOT NULL REFERENCES devices (id),
    jti     TEXT UNIQUE,
    hash    TEXT NOT NULL,
    token   TEXT NOT NULL,
    receipt TEXT,
    at      INTEGER NOT NULL
) STRICT;
INSERT INTO "decisions" VALUES('Xf-ovPrAogE7dnKEW4-21A','z-iD___BZ1uU84P_0x69Dg','LxNeKxoTEGA_mn-65iSRnw','id-5158-6','RuZoOlA7NCJG-XLKXLbzU4Q5RE_FeQ2exOkTj-u-bDw','eyJhbGciOiJFUzI1NiIsInR5cCI6ImNvbnNlbnQtYXBwcm92YWwrand0Iiwia2lkIjoidmdvVUNhSzB0dXZ0Ulo4MWhSWHd0YkRMZFN2VDdRQ2UxdWRCRFNEd21iTSJ9.eyJhbXIiOlsic3drIiwidXNlciJdLCJhdWQiOiJodHRwOi8vMTI3LjAuMC4xOjMzNjQ1IiwiZGlzcGxheSI6eyJoYXNoIjoiYlhEaFJBUUdFQ1Y1cVp2aXVQLTM1UEduX29OR1lfUkJyY0FBdlVOWFpROCIsImxvY2FsZSI6ImVuIiwidGVtcGxhdGUiOiIxIiwidGltZV96b25lIjoiRXVyb3BlL0JlcmxpbiJ9LCJleHAiOjE3NzI0NDIzMDAsImlhdCI6MTc3MjQ0MjAwMCwiaXNzIjoiTHhOZUt4b1RFR0FfbW4tNjVpU1JudyIsImp0aSI6ImlkLTUxNTgtNiIsIm5vbmNlIjoieVpSLWR2ckQ0SG1sN1Y3UHlNdmZ5ZyIsInJlcXVlc3QiOiJ6LWlEX19fQloxdVU4NFBfMHg2OURnIiwicmVxdWVzdF9oYXNoIjoiQl9TbkRad28yNHpWYWJJRVpLdHRIOFpFWnJJaUthbVFHV2V1Tk9XcGlITSJ9.6VzUo4Gtmbmy1fAN7eNzqEo-5ic0jsKAZQ9jT9MXUxS1pXJfaqCdHZ36LpkdcIQeNSiPjzW2NLAX6kCRFN6mhA','eyJhbGciOiJFUzI1NiIsInR5cCI6ImNvbnNlbnQtcmVjZWlwdCtqd3QiLCJraWQiOiJyR1FwNnJSZk8wSFBoUGVBVkhlYmtGaGtFWEo3X1ZzWG54ZnJPRGIxWEdVIn0.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xOjMzNjQ1IiwiYXVkIjoiTHhOZUt4b1RFR0FfbW4tNjVpU1JudyIsImlhdCI6MTc3MjQ0MjAwMCwianRpIjoiZnFSUmpDeEJVbFFqd08ySGk5OVFfdyIsInJlcXVlc3QiOiJ6LWlEX19fQloxdVU4NFBfMHg2OURnIiwiZGVjaXNpb25fanRpIjoiaWQtNTE1OC02IiwiZGVjaXNpb25faGFzaCI6IlJ1Wm9PbEE3TkNKRy1YTEtYTGJ6VTRRNVJFX0ZlUTJleE9rVGotdS1iRHciLCJvdXRjb21lIjoicmVjb3JkZWQifQ.ylFtCo2sB3Zk217lAsGbi0pSaBGo8nBnCRDZbivrdyic-Yxzy1eA37m6AsZDpYDRyEM7NkAYlwhFWheetTfFeQ',1772442000);
INSERT INTO "decisions" VALUES('NsnLINFtS8wuMKfZsioRmQ','-pE02EMHCZK1rY4ZDOV1Ow','LxNeKxoTEGA_mn-65iSRnw','id-5158-10','1mHHwXPamLtrvojwI2xShp8mkeECdWtQbcIeN8YckZ8','eyJhbGciOiJFUzI1NiIsInR5cCI6ImNvbnNlbnQtZGVuaWFsK2p3dCIsImtpZCI6IlFITG5BY1F3QnV1ekdWbGltQXNyN2RZRGNjRllzNmZNYm05eEIzb2VEWkEifQ.eyJhdWQiOiJodHRwOi8vMTI3LjAuMC4xOjMzNjQ1IiwiZGlzcGxheSI6eyJoYXNoIjoiYlhEaFJBUUdFQ1Y1cVp2aXVQLTM1UEduX29OR1lfUkJyY0FBdlVOWFpROCIsImxvY2FsZSI6ImVuIiwidGVtcGxhdGUiOiIxIiwidGltZV96b25lIjoiRXVyb3BlL0JlcmxpbiJ9LCJleHAiOjE3NzI0NDIzMDAsImlhdCI6MTc3MjQ0MjAwMCwiaXNzIjoiTHhOZUt4b1RFR0FfbW4tNjVpU1JudyIsImp0aSI6ImlkLTUxNTgtMTAiLCJub25jZSI6ImMtWnlieWV0cFVvamF5V2taMzVGQ0EiLCJyZWFzb24iOiJub3RfbWUiLCJyZXF1ZXN0IjoiLXBFMDJFTUhDWksxclk0WkRPVjFPdyIsInJlcXVlc3RfaGFzaCI6Im5pOFZnR0FMcS1wckt0VmVCSTFRUlY4RURzUnUxWWROM0pIc3Y5dDJ3ZlEifQ.oFyCiWTRSdAgtN4n8uFLWUcvkAcGaMEBSIU0RsgrJOPe2Zb0bIucfuB1UQYv-5_-xdtTJmJLz0UwmXmsIJ88Lg','eyJhbGciOiJFUzI1NiIsInR5cCI6ImNvbnNlbnQtcmVjZWlwdCtqd3QiLCJraWQiOiJyR1FwNnJSZk8wSFBoUGVBVkhlYmtGaGtFWEo3X1ZzWG54ZnJPRGIxWEdVIn0.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xOjMzNjQ1IiwiYXVkIjoiTHhOZUt4b1RFR0FfbW4tNjVpU1JudyIsImlhdCI6MTc3MjQ0MjAwMCwianRpIjoic1pNbmFxdzFiN05YcmpTUGxoaGhNQSIsInJlcXVlc3QiOiItcEUwMkVNSENaSzFyWTRaRE9WMU93IiwiZGVjaXNpb25fanRpIjoiaWQtNTE1OC0xMCIsImRlY2lzaW9uX2hhc2giOiIxbUhId1hQYW1MdHJ2b2p3STJ4U2hwOG1rZUVDZFd0UWJjSWVOOFlja1o4Iiwib3V0Y29tZSI6InJlY29yZGVkIn0.wpPCmHDZTMLZfNEsfXYsXtlGoqHqyQpa_SYjFLocqpIA1G4zuvNX2zSVg7KWajoUvpL20anCjVRb6LmotqKhAA',1772442000);
CREATE TABLE devices (
    id            TEXT PRIMARY KEY,
    account       TEXT NOT NULL,
    sub           TEXT NOT NULL UNIQUE,
    enrolment     TEXT NOT NULL UNIQUE,
    label         TEXT NOT NULL,
    transport_jkt TEXT NOT NULL UNIQUE,
    transport_key BLOB NOT NULL,
    approval_jkt  TEXT NOT NULL UNIQUE,
    approval_key  BLOB NOT NULL,
    model         TEXT NOT NULL,
    os            TEXT NOT NULL,
    capabilities  TEXT NOT NULL,
    attestation   TEXT NOT NULL,
    key_level     TEXT NOT NULL,
    evidence      TEXT,
    push_provider TEXT,
    push_token    TEXT,
    state         TEXT NOT NULL CHECK (state IN ('pending', 'active', 'blocked', 'revoked')),
    failures      INTEGER NOT NULL DEFAULT 0,
    enrolled_at   INTEGER NOT NULL
) STRICT;
INSERT INTO "devices" VALUES('LxNeKxoTEGA_mn-65iSRnw','account-1','jmR6azKT3x055iQ-KcWs8g','kdnl9qAJDQTG_1wwB_alUg','DE** 1603','QHLnAcQwBuuzGVlimAsr7dYDccFYs6fMbm9xB3oeDZA',X'04A4770848014AF24384A48447138088F330BE23E6A25409539C54527BA6AA6CE01127E35D3D2FF6D8ACE250304AB3A8A3A024FC0756E99CCE1D497F4FB94B434F','vgoUCaK0tuvtRZ81hRXwtbDLdSvT7QCe1udBDSDwmbM',X'04FE53B8E41729AB52DEB45CEE0A0E27CA771C5910D990E6DFDAF808BF2B97FDDB6E9FE8789E3AF6DA0CA4F98455AF70D93EE1F841857FACA3E9E895AEFCA78A59','Test Phone','Test OS 1','{"core_version":"0.1.0","protocol_versions":["1"],"authorization_details_types":["payment_initiation"],"templates":["1"],"locales":["en"]}','none','software',NULL,'fcm','push-token','active',0,1772442000);
CREATE TABLE key_set (
    only_row    INTEGER PRIMARY KEY CHECK (only_row = 1),
    fingerprint TEXT NOT NULL,
    seq         INTEGER NOT NULL
) STRICT;
INSERT INTO "key_set" VALUES(1,'rGQp6rRfO0HPhPeAVHebkFhkEXJ7_VsXnxfrODb1XGU',1772442000);
CREATE TABLE offers (
    id                TEXT PRIMARY KEY,
    handle_hash       TEXT NOT NULL UNIQUE,
    account           TEXT NOT NULL,
    label             TEXT NOT NULL,
    nonce             TEXT NOT NULL,
    token             TEXT NOT NULL,
    created_at        INTEGER NOT NULL,
    exp               INTEGER NOT NULL,
    fetched_at        INTEGER,
    state             TEXT NOT NULL CHECK (state IN ('open', 'registered', 'confirmed', 'ended')),
    device            TEXT REFERENCES devices (id),
    registration_hash TEXT,
    receipt           TEXT,
    digits            TEXT,
    confirm_by        INTEGER,
    tries             INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "offers" VALUES('TNmDHsqJi09C-9mfkUBhwg','hUVAM06Nt9bCt73xeh_MsWQYGsGO7yiXgVkDy-JdZhw','account-1','DE** 1603','BwCulRuepwXUDf9ICZUnCA','eyJhbGciOiJFUzI1NiIsInR5cCI6ImVucm9sbWVudC1vZmZlcitqd3QiLCJraWQiOiJyR1FwNnJSZk8wSFBoUGVBVkhlYmtGaGtFWEo3X1ZzWG54ZnJPRGIxWEdVIn0.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xOjMzNjQ1IiwiYXVkIjoiaHR0cDovLzEyNy4wLjAuMTozMzY0NSIsImlhdCI6MTc3MjQ0MjAwMCwiZXhwIjoxNzcyNDQyNjAwLCJqdGkiOiJUTm1ESHNxSmkwOUMtOW1ma1VCaHdnIiwibm9uY2UiOiJCd0N1bFJ1ZXB3WFVEZjlJQ1pVbkNBIiwiYWNjb3VudCI6IkRFKiogMTYwMyJ9.V5kv_fCIHPd6g5mxq8Grf5l17Qqz9RbwfqSVtOJD38C2yvtX6Ij2ncceQaQh7TXVR-xHRIdRXX951n-LTptiiQ',1772442000,1772442600,NULL,'confirmed','LxNeKxoTEGA_mn-65iSRnw','nHGOT5589jz8glOhC62Z4T23CI--aVwoNXlmrTFzHN4','eyJhbGciOiJFUzI1NiIsInR5cCI6ImRldmljZS1yZWdpc3RyYXRpb24tcmVjZWlwdCtqd3QiLCJraWQiOiJyR1FwNnJSZk8wSFBoUGVBVkhlYmtGaGtFWEo3X1ZzWG54ZnJPRGIxWEdVIn0.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xOjMzNjQ1IiwiYXVkIjoidmdvVUNhSzB0dXZ0Ulo4MWhSWHd0YkRMZFN2VDdRQ2UxdWRCRFNEd21iTSIsImlhdCI6MTc3MjQ0MjAwMCwianRpIjoiWC1leHQ2TmNlcU9jc0xKVG43OFRxUSIsIm9mZmVyIjoiVE5tREhzcUppMDlDLTltZmtVQmh3ZyIsInJlZ2lzdHJhdGlvbl9oYXNoIjoibkhHT1Q1NTg5ano4Z2xPaEM2Mlo0VDIzQ0ktLWFWd29OWGxtclRGekhONCIsImRldmljZV9pZCI6Ikx4TmVLeG9URUdBX21uLTY1aVNSbnciLCJzdWIiOiJqbVI2YXpLVDN4MDU1aVEtS2NXczhnIiwiZW5yb2xtZW50Ijoia2RubDlxQUpEUVRHXzF3d0JfYWxVZyIsImFjY291bnQiOiJERSoqIDE2MDMiLCJzdGF0ZSI6InBlbmRpbmcifQ.-1VYTz0fOqOy-A_WfBFKbPuPaitWTJlWj2qgiptl7sj9jpExcDr6F2QdYmVv-Xq_ep7Ab9TCHfer0ndkPGOwkw','238990',1772442600,0);
CREATE TABLE outbox (
    consent  TEXT PRIMARY KEY REFERENCES consents (id),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at  INTEGER NOT NULL,
    done_at  INTEGER
) STRICT;
CREATE TABLE prepared_consents (
    id      TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    content TEXT NOT NULL,
    exp     INTEGER NOT NULL,
    used    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE requests (
    id      TEXT PRIMARY KEY,
    consent TEXT NOT NULL REFERENCES consents (id),
    device  TEXT NOT NULL REFERENCES devices (id),
    token   TEXT NOT NULL,
    UNIQUE (consent, device)
) STRICT;
INSERT INTO "requests" VALUES('z-iD___BZ1uU84P_0x69Dg','Xf-ovPrAogE7dnKEW4-21A','LxNeKxoTEGA_mn-65iSRnw','eyJhbGciOiJFUzI1NiIsInR5cCI6ImNvbnNlbnQtcmVxdWVzdCtqd3QiLCJraWQiOiJyR1FwNnJSZk8wSFBoUGVBVkhlYmtGaGtFWEo3X1ZzWG54ZnJPRGIxWEdVIn0.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xOjMzNjQ1IiwiYXVkIjoiTHhOZUt4b1RFR0FfbW4tNjVpU1JudyIsInN1YiI6ImptUjZhektUM3gwNTVpUS1LY1dzOGciLCJqdGkiOiJ6LWlEX19fQloxdVU4NFBfMHg2OURnIiwiaWF0IjoxNzcyNDQyMDAwLCJleHAiOjE3NzI0NDIzMDAsInZlciI6IjEiLCJub25jZSI6InlaUi1kdnJENEhtbDdWN1B5TXZmeWciLCJjbGllbnQiOnsibmFtZSI6Ik1lcmNoYW50IEEiLCJsZWdhbF9uYW1lIjoiTWVyY2hhbnQgQSBMdGQifSwiYXV0aG9yaXphdGlvbl9kZXRhaWxzIjpbeyJ0eXBlIjoicGF5bWVudF9pbml0aWF0aW9uIiwiaW5zdHJ1Y3RlZEFtb3VudCI6eyJjdXJyZW5jeSI6IkVVUiIsImFtb3VudCI6IjEyMy41MCJ9LCJjcmVkaXRvck5hbWUiOiJNZXJjaGFudCBBIiwiY3JlZGl0b3JBY2NvdW50Ijp7ImliYW4iOiJERTAyMTAwMTAwMTA5MzA3MTE4NjAzIn0sInJlbWl0dGFuY2VJbmZvcm1hdGlvblVuc3RydWN0dXJlZCI6IlJlZiBOdW1iZXIgTWVyY2hhbnQifV19.sET8R6-sKwiDYt1EwpMTZuND76Y5HCb0i3j3h64mbez64bqKWzvCjWxmS3q9xrSoEh-un6qSG0pl6g2BIKVE-A');
INSERT INTO "requests" VALUES('-pE02EMHCZK1rY4ZDOV1Ow','NsnLINFtS8wuMKfZsioRmQ','LxNeKxoTEGA_mn-65iSRnw','eyJhbGciOiJFUzI1NiIsInR5cCI6ImNvbnNlbnQtcmVxdWVzdCtqd3QiLCJraWQiOiJyR1FwNnJSZk8wSFBoUGVBVkhlYmtGaGtFWEo3X1ZzWG54ZnJPRGIxWEdVIn0.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xOjMzNjQ1IiwiYXVkIjoiTHhOZUt4b1RFR0FfbW4tNjVpU1JudyIsInN1YiI6ImptUjZhektUM3gwNTVpUS1LY1dzOGciLCJqdGkiOiItcEUwMkVNSENaSzFyWTRaRE9WMU93IiwiaWF0IjoxNzcyNDQyMDAwLCJleHAiOjE3NzI0NDIzMDAsInZlciI6IjEiLCJub25jZSI6ImMtWnlieWV0cFVvamF5V2taMzVGQ0EiLCJjbGllbnQiOnsibmFtZSI6Ik1lcmNoYW50IEEiLCJsZWdhbF9uYW1lIjoiTWVyY2hhbnQgQSBMdGQifSwiYXV0aG9yaXphdGlvbl9kZXRhaWxzIjpbeyJ0eXBlIjoicGF5bWVudF9pbml0aWF0aW9uIiwiaW5zdHJ1Y3RlZEFtb3VudCI6eyJjdXJyZW5jeSI6IkVVUiIsImFtb3VudCI6IjEyMy41MCJ9LCJjcmVkaXRvck5hbWUiOiJNZXJjaGFudCBBIiwiY3JlZGl0b3JBY2NvdW50Ijp7ImliYW4iOiJERTAyMTAwMTAwMTA5MzA3MTE4NjAzIn0sInJlbWl0dGFuY2VJbmZvcm1hdGlvblVuc3RydWN0dXJlZCI6IlJlZiBOdW1iZXIgTWVyY2hhbnQifV19.WBAz7qpWAc83iCrUbxkyGRvSg1nEJJbGS7EZijeTV5VmChCl6MVDPMf5YiJO0lN-MZFA6UTPRur0lxxhn4kXjA');
INSERT INTO "requests" VALUES('zmMLArjejMlaMetC-SRHLA','o2UwnFIuyHcM1I4F0oPS4w','LxNeKxoTEGA_mn-65iSRnw','eyJhbGciOiJFUzI1NiIsInR5cCI6ImNvbnNlbnQtcmVxdWVzdCtqd3QiLCJraWQiOiJyR1FwNnJSZk8wSFBoUGVBVkhlYmtGaGtFWEo3X1ZzWG54ZnJPRGIxWEdVIn0.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xOjMzNjQ1IiwiYXVkIjoiTHhOZUt4b1RFR0FfbW4tNjVpU1JudyIsInN1YiI6ImptUjZhektUM3gwNTVpUS1LY1dzOGciLCJqdGkiOiJ6bU1MQXJqZWpNbGFNZXRDLVNSSExBIiwiaWF0IjoxNzcyNDQyMDAwLCJleHAiOjE3NzI0NDIzMDAsInZlciI6IjEiLCJub25jZSI6IkprZmczN2lLQW9uY0Ffbjl0aExjdGciLCJjbGllbnQiOnsibmFtZSI6Ik1lcmNoYW50IEEiLCJsZWdhbF9uYW1lIjoiTWVyY2hhbnQgQSBMdGQifSwiYXV0aG9yaXphdGlvbl9kZXRhaWxzIjpbeyJ0eXBlIjoicGF5bWVudF9pbml0aWF0aW9uIiwiaW5zdHJ1Y3RlZEFtb3VudCI6eyJjdXJyZW5jeSI6IkVVUiIsImFtb3VudCI6IjEyMy41MCJ9LCJjcmVkaXRvck5hbWUiOiJNZXJjaGFudCBBIiwiY3JlZGl0b3JBY2NvdW50Ijp7ImliYW4iOiJERTAyMTAwMTAwMTA5MzA3MTE4NjAzIn0sInJlbWl0dGFuY2VJbmZvcm1hdGlvblVuc3RydWN0dXJlZCI6IlJlZiBOdW1iZXIgTWVyY2hhbnQifV19.1h4PHzGppJGK7vhOcYRac7-IBi0wUUudU5r7HsWpfStEq1-O6AoNJ3sn-fWVfxfnZymV0ngJIqQPfBCJK1DoUw');
INSERT INTO "requests" VALUES('x0q6hHL_wLJFa1v4OTR2Qg','K95fRQcy9VcIWE_HK-M0yw','LxNeKxoTEGA_mn-65iSRnw','eyJhbGciOiJFUzI1NiIsInR5cCI6ImNvbnNlbnQtcmVxdWVzdCtqd3QiLCJraWQiOiJyR1FwNnJSZk8wSFBoUGVBVkhlYmtGaGtFWEo3X1ZzWG54ZnJPRGIxWEdVIn0.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xOjMzNjQ1IiwiYXVkIjoiTHhOZUt4b1RFR0FfbW4tNjVpU1JudyIsInN1YiI6ImptUjZhektUM3gwNTVpUS1LY1dzOGciLCJqdGkiOiJ4MHE2aEhMX3dMSkZhMXY0T1RSMlFnIiwiaWF0IjoxNzcyNDQyMDAwLCJleHAiOjE3NzI0NDIzMDAsInZlciI6IjEiLCJub25jZSI6IjhpUjBVUFlEeE9GTzRxcGE5RElhR0EiLCJjbGllbnQiOnsibmFtZSI6Ik1lcmNoYW50IEEiLCJsZWdhbF9uYW1lIjoiTWVyY2hhbnQgQSBMdGQifSwiYXV0aG9yaXphdGlvbl9kZXRhaWxzIjpbeyJ0eXBlIjoicGF5bWVudF9pbml0aWF0aW9uIiwiaW5zdHJ1Y3RlZEFtb3VudCI6eyJjdXJyZW5jeSI6IkVVUiIsImFtb3VudCI6IjEyMy41MCJ9LCJjcmVkaXRvck5hbWUiOiJNZXJjaGFudCBBIiwiY3JlZGl0b3JBY2NvdW50Ijp7ImliYW4iOiJERTAyMTAwMTAwMTA5MzA3MTE4NjAzIn0sInJlbWl0dGFuY2VJbmZvcm1hdGlvblVuc3RydWN0dXJlZCI6IlJlZiBOdW1iZXIgTWVyY2hhbnQifV19.zbbYlA6AxlH_u1cmV-0XIvWma4GC7OD0f3XdOFK7PY72VYNWwNyrbvaD3V_mGTjqYMTCPrHFvJAMAClHoqgQbA');
CREATE TABLE used_ids (
    device TEXT NOT NULL,
    jti    TEXT NOT NULL,
    exp    INTEGER NOT NULL,
    PRIMARY KEY (device, jti)
) STRICT, WITHOUT ROWID;
CREATE INDEX devices_of_account ON devices (account, enrolled_at);
CREATE INDEX offers_of_account ON offers (account, created_at);
CREATE INDEX offers_to_confirm ON offers (confirm_by) WHERE state = 'registered';
CREATE INDEX access_tokens_by_end ON access_tokens (exp);
CREATE INDEX used_ids_by_end ON used_ids (exp);
CREATE INDEX consents_of_account ON consents (account, created_at);
CREATE INDEX consents_pending ON consents (exp) WHERE state = 'pending';
CREATE INDEX requests_of_device ON requests (device);
CREATE INDEX outbox_due ON outbox (next_at) WHERE done_at IS NULL;
CREATE INDEX authentications_due ON authentications (state) WHERE state = 'due';
COMMIT;
PRAGMA user_version = 1;
