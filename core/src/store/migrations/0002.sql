-- When a decision without an answer is to be sent again. Nothing here is secret, and a row that
-- is missing means "at once".
CREATE TABLE resends (
    enrolment TEXT NOT NULL,
    id        TEXT NOT NULL,
    tries     INTEGER NOT NULL,
    tried_at  INTEGER NOT NULL,
    due_at    INTEGER NOT NULL,
    asked_for INTEGER NOT NULL,
    PRIMARY KEY (enrolment, id),
    FOREIGN KEY (enrolment, id) REFERENCES requests (enrolment, id) ON DELETE CASCADE
) STRICT;
