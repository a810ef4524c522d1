-- The tables, indexes and triggers of a home on SQLite, as its sqlite_master says them.
-- A column named "sealed" holds one encrypted JSON; see ARCHITECTURE.md.

CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);

CREATE TABLE "records_acknowledgement" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "given_at" bigint NOT NULL, "paper" bool NOT NULL, "objected_at" bigint NULL, "job_id" varchar(24) NOT NULL REFERENCES "records_job" ("id"));

CREATE INDEX "records_acknowledgement_job_id_595b06ce" ON "records_acknowledgement" ("job_id");

CREATE TABLE "records_agreement" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "state" varchar(20) NOT NULL, "created_at" bigint NOT NULL, "begins_at" bigint NOT NULL, "ends_at" bigint NOT NULL, "warned_days" smallint unsigned NOT NULL CHECK ("warned_days" >= 0), "client_id" varchar(24) NOT NULL REFERENCES "records_client" ("id"));

CREATE INDEX "agreements_of_a_client" ON "records_agreement" ("client_id", "state");

CREATE INDEX "records_agreement_client_id_d772a6ba" ON "records_agreement" ("client_id");

CREATE INDEX "records_agreement_state_3d4edd44" ON "records_agreement" ("state");

CREATE TABLE "records_agreementsignature" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "role" varchar(10) NOT NULL, "signed_at" bigint NOT NULL, "agreement_id" varchar(24) NOT NULL REFERENCES "records_agreement" ("id"), CONSTRAINT "one_per_role" UNIQUE ("agreement_id", "role"));

CREATE INDEX "records_agreementsignature_agreement_id_67af18d5" ON "records_agreementsignature" ("agreement_id");

CREATE TABLE "records_assignment" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "deputy" bool NOT NULL, "since" bigint NOT NULL, "until" bigint NULL, "job_id" varchar(24) NOT NULL REFERENCES "records_job" ("id"), "person_id" varchar(24) NOT NULL REFERENCES "records_person" ("id"));

CREATE UNIQUE INDEX "once_on_a_job" ON "records_assignment" ("job_id", "person_id") WHERE "until" IS NULL;

CREATE INDEX "records_assignment_job_id_400f2dd4" ON "records_assignment" ("job_id");

CREATE INDEX "records_assignment_person_id_eb41eef6" ON "records_assignment" ("person_id");

CREATE TABLE "records_backuprun" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(8) NOT NULL, "at" bigint NOT NULL, "backup" varchar(25) NOT NULL, "count" integer unsigned NOT NULL CHECK ("count" >= 0), "findings" integer unsigned NOT NULL CHECK ("findings" >= 0));

CREATE INDEX "records_backuprun_kind_f9e67c39" ON "records_backuprun" ("kind");

CREATE TABLE "records_caseentry" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "kind" varchar(9) NOT NULL, "listed_at" bigint NOT NULL, "due_at" bigint NOT NULL, "confirmed_at" bigint NULL, "case_id" varchar(24) NOT NULL REFERENCES "records_termination" ("id"));

CREATE INDEX "records_caseentry_case_id_4827e1ac" ON "records_caseentry" ("case_id");

CREATE TABLE "records_change" ("client" varchar(24) NOT NULL PRIMARY KEY, "number" bigint NOT NULL);

CREATE INDEX "records_change_number_0f4ed2f7" ON "records_change" ("number");

CREATE TABLE "records_checkpoint" ("note" text NOT NULL, "size" integer NOT NULL PRIMARY KEY);

CREATE TRIGGER records_checkpoint_DELETE_never BEFORE DELETE ON records_checkpoint
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER records_checkpoint_UPDATE_never BEFORE UPDATE ON records_checkpoint
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TABLE "records_clearance" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "agreement_id" varchar(24) NOT NULL REFERENCES "records_agreement" ("id"), "person_id" varchar(24) NOT NULL REFERENCES "records_person" ("id"), CONSTRAINT "cleared_once" UNIQUE ("agreement_id", "person_id"));

CREATE INDEX "records_clearance_agreement_id_207509af" ON "records_clearance" ("agreement_id");

CREATE INDEX "records_clearance_person_id_e0944e7b" ON "records_clearance" ("person_id");

CREATE TABLE "records_client" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "created_at" bigint NOT NULL, "agreement_required" bool NOT NULL, "stopped_at" bigint NULL);

CREATE TABLE "records_clientkey" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(43) NOT NULL PRIMARY KEY, "claimed_at" bigint NOT NULL, "device_stays" bool NOT NULL, "objected_at" bigint NULL, "revoked_at" bigint NULL, "client_id" varchar(24) NOT NULL REFERENCES "records_client" ("id"));

CREATE INDEX "records_clientkey_client_id_63d62228" ON "records_clientkey" ("client_id");

CREATE TABLE "records_clientsession" ("id" varchar(43) NOT NULL PRIMARY KEY, "job" varchar(24) NOT NULL, "counter" bool NOT NULL, "created_at" bigint NOT NULL, "expires_at" bigint NOT NULL, "client_id" varchar(24) NOT NULL REFERENCES "records_client" ("id"), "key_id" varchar(43) NULL REFERENCES "records_clientkey" ("id"));

CREATE INDEX "records_clientsession_client_id_e41bfe4d" ON "records_clientsession" ("client_id");

CREATE INDEX "records_clientsession_expires_at_a001fce1" ON "records_clientsession" ("expires_at");

CREATE INDEX "records_clientsession_key_id_ffa36e1f" ON "records_clientsession" ("key_id");

CREATE TABLE "records_device" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "kind" varchar(8) NOT NULL, "client_id" varchar(24) NOT NULL REFERENCES "records_client" ("id"), "brought_by" varchar(24) NOT NULL);

CREATE INDEX "records_device_client_id_8f9a5d13" ON "records_device" ("client_id");

CREATE TABLE "records_devicerequest" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "job" varchar(24) NOT NULL, "created_at" bigint NOT NULL, "expires_at" bigint NOT NULL, "approved_at" bigint NULL, "key_id" varchar(43) NOT NULL REFERENCES "records_clientkey" ("id"));

CREATE INDEX "records_devicerequest_expires_at_72295eb1" ON "records_devicerequest" ("expires_at");

CREATE INDEX "records_devicerequest_key_id_6803bf55" ON "records_devicerequest" ("key_id");

CREATE TABLE "records_directoryissue" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "number" integer unsigned NOT NULL PRIMARY KEY CHECK ("number" >= 0), "statement_hash" varchar(43) NOT NULL, "signed_at" bigint NOT NULL, "expires_at" bigint NOT NULL);

CREATE TABLE "records_endedjob" ("number" integer unsigned NOT NULL PRIMARY KEY CHECK ("number" >= 0), "ended_at" bigint NOT NULL, "case_id" varchar(24) NULL REFERENCES "records_termination" ("id"), "client_id" varchar(24) NOT NULL REFERENCES "records_client" ("id"));

CREATE INDEX "records_endedjob_case_id_c11e3d55" ON "records_endedjob" ("case_id");

CREATE INDEX "records_endedjob_client_id_ee9e3166" ON "records_endedjob" ("client_id");

CREATE TABLE "records_endedlink" ("id" varchar(43) NOT NULL PRIMARY KEY, "case_id" varchar(24) NOT NULL REFERENCES "records_termination" ("id"));

CREATE INDEX "records_endedlink_case_id_268ad2a9" ON "records_endedlink" ("case_id");

CREATE TABLE "records_erasure" ("id" varchar(24) NOT NULL PRIMARY KEY, "realm" varchar(8) NOT NULL, "node" varchar(24) NOT NULL, "job" varchar(24) NOT NULL, "ordered_at" bigint NOT NULL, "confirmed_at" bigint NULL, "client" varchar(24) NOT NULL);

CREATE TABLE "records_escrowplace" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "kind" varchar(12) NOT NULL, "state" varchar(12) NOT NULL, "epoch" bigint NULL, "recovery" varchar(64) NOT NULL, "online" bool NOT NULL, "created_at" bigint NOT NULL, "settled_at" bigint NULL, "ended_at" bigint NULL);

CREATE TABLE "records_event" ("leaf_id" integer NOT NULL PRIMARY KEY REFERENCES "records_leaf" ("index"), "counter" integer unsigned NOT NULL CHECK ("counter" >= 0), "sealed" BLOB NOT NULL, "subject_id" varchar(32) NOT NULL REFERENCES "records_subject" ("id"), CONSTRAINT "one_event_per_counter" UNIQUE ("subject_id", "counter"));

CREATE TABLE "records_file" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "attached_at" bigint NOT NULL, "wrap" BLOB NOT NULL, "job_id" varchar(24) NOT NULL REFERENCES "records_job" ("id"));

CREATE INDEX "records_file_job_id_0b0661c1" ON "records_file" ("job_id");

CREATE TABLE "records_findingcount" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "week" varchar(10) NOT NULL, "deed" varchar(40) NOT NULL, "kind" varchar(40) NOT NULL, "outcome" varchar(10) NOT NULL, "count" bigint NOT NULL, CONSTRAINT "one_finding_count" UNIQUE ("week", "deed", "kind", "outcome"));

CREATE TABLE "records_findingoverride" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "at" bigint NOT NULL, "deed" varchar(40) NOT NULL, "findings" text NOT NULL CHECK ((JSON_VALID("findings") OR "findings" IS NULL)), "job_id" varchar(24) NULL REFERENCES "records_job" ("id"));

CREATE INDEX "records_findingoverride_at_eb596cd3" ON "records_findingoverride" ("at");

CREATE INDEX "records_findingoverride_job_id_5e5cd713" ON "records_findingoverride" ("job_id");

CREATE TABLE "records_head" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "size" bigint NOT NULL, "signed_at" bigint NOT NULL, "published" bigint NOT NULL, "since" bigint NOT NULL, "contradiction" text NOT NULL, CONSTRAINT "one_head" CHECK ("id" = 1));

CREATE TABLE "records_home" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "home_id" varchar(24) NOT NULL, "origin" varchar(64) NOT NULL, "founded_at" bigint NULL, "next_number" integer unsigned NOT NULL CHECK ("next_number" >= 0), "genesis" text NULL CHECK ((JSON_VALID("genesis") OR "genesis" IS NULL)), CONSTRAINT "one_home" CHECK ("id" = 1));

CREATE TABLE "records_houserulechange" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "version_of_rules" integer unsigned NOT NULL PRIMARY KEY CHECK ("version_of_rules" >= 0), "number" integer unsigned NOT NULL CHECK ("number" >= 0), "deed" varchar(8) NOT NULL, "at" bigint NOT NULL, CONSTRAINT "added_and_retired_once" UNIQUE ("number", "deed"));

CREATE TABLE "records_housewordchange" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "version_of_words" integer unsigned NOT NULL PRIMARY KEY CHECK ("version_of_words" >= 0), "number" integer unsigned NOT NULL CHECK ("number" >= 0), "deed" varchar(8) NOT NULL, "at" bigint NOT NULL, CONSTRAINT "word_added_and_retired_once" UNIQUE ("number", "deed"));

CREATE TABLE "records_invitation" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(43) NOT NULL PRIMARY KEY, "kind" varchar(8) NOT NULL, "roles" text NOT NULL CHECK ((JSON_VALID("roles") OR "roles" IS NULL)), "created_at" bigint NOT NULL, "expires_at" bigint NOT NULL, "used_at" bigint NULL, "person_id" varchar(24) NULL REFERENCES "records_person" ("id"));

CREATE INDEX "records_invitation_person_id_4ffab7ac" ON "records_invitation" ("person_id");

CREATE TABLE "records_job" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "number" integer unsigned NOT NULL UNIQUE CHECK ("number" >= 0), "state" varchar(20) NOT NULL, "place" varchar(12) NOT NULL, "login_asked" bool NOT NULL, "login_override" bool NOT NULL, "client_answer" varchar(12) NOT NULL, "seal_again" bool NOT NULL, "created_at" bigint NOT NULL, "moved_at" bigint NOT NULL, "closed_at" bigint NULL, "client_id" varchar(24) NOT NULL REFERENCES "records_client" ("id"), "device_id" varchar(24) NOT NULL REFERENCES "records_device" ("id"), "service_id" varchar(24) NOT NULL REFERENCES "records_servicekind" ("id"), "visit_from" bigint NULL, "visit_until" bigint NULL, "stopped_at" bigint NULL);

CREATE INDEX "records_job_client_id_3d1c6527" ON "records_job" ("client_id");

CREATE INDEX "records_job_created_at_7c77ec37" ON "records_job" ("created_at");

CREATE INDEX "records_job_device_id_29718745" ON "records_job" ("device_id");

CREATE INDEX "records_job_service_id_4c296fac" ON "records_job" ("service_id");

CREATE INDEX "records_job_state_5d7eb628" ON "records_job" ("state");

CREATE TRIGGER no_job_ends_with_logins_0 BEFORE UPDATE OF state ON records_job WHEN NEW.state IN ('closed', 'cancelled') AND EXISTS (SELECT 1 FROM records_login WHERE job_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'no login outlives its job'); END;

CREATE TABLE "records_keeprequest" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "job" varchar(24) NOT NULL, "asked_at" bigint NOT NULL, "until" bigint NOT NULL, "confirmed_at" bigint NOT NULL, "due_at" bigint NOT NULL, "level" varchar(9) NOT NULL, "warned" smallint unsigned NOT NULL CHECK ("warned" >= 0), "ended_at" bigint NULL, "ended_by" varchar(11) NOT NULL, "client_id" varchar(24) NOT NULL REFERENCES "records_client" ("id"), CONSTRAINT "keep_of_a_sure_key" CHECK ("level" IN ('settled', 'in person')), CONSTRAINT "keep_within_its_time" CHECK (("due_at" <= ("until") AND "due_at" <= ("confirmed_at" + 31622400) AND "until" <= ("asked_at" + 157852800))));

CREATE INDEX "records_keeprequest_client_id_8df247b2" ON "records_keeprequest" ("client_id");

CREATE INDEX "records_keeprequest_due_at_3dfbc604" ON "records_keeprequest" ("due_at");

CREATE TRIGGER no_request_ends_with_a_login_0 BEFORE UPDATE OF ended_at ON records_keeprequest WHEN NEW.ended_at IS NOT NULL AND EXISTS (SELECT 1 FROM records_keptlogin WHERE request_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'no login is kept without a request'); END;

CREATE TRIGGER no_request_is_widened_0 BEFORE UPDATE ON records_keeprequest WHEN NEW.id <> OLD.id OR NEW.client_id <> OLD.client_id OR NEW.until <> OLD.until OR NEW.asked_at <> OLD.asked_at OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'no request is widened, and none comes back'); END;

CREATE TABLE "records_keptlogin" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "request_id" varchar(24) NOT NULL PRIMARY KEY REFERENCES "records_keeprequest" ("id"), "openings" smallint unsigned NOT NULL CHECK ("openings" >= 0), "left" smallint unsigned NOT NULL CHECK ("left" >= 0), "wrap" BLOB NOT NULL, "box" BLOB NOT NULL);

CREATE TRIGGER no_kept_login_is_widened_0 BEFORE UPDATE ON records_keptlogin WHEN NEW.request_id <> OLD.request_id OR NEW."left" > OLD."left" OR NEW.openings <> OLD.openings OR NEW.box <> OLD.box
BEGIN SELECT RAISE(ABORT, 'no kept login is widened'); END;

CREATE TRIGGER no_kept_login_without_request_0 BEFORE INSERT ON records_keptlogin WHEN NOT EXISTS (SELECT 1 FROM records_keeprequest WHERE id = NEW.request_id AND ended_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'no login is kept without a request'); END;

CREATE TABLE "records_keptway" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "person_id" varchar(24) NOT NULL REFERENCES "records_person" ("id"), "login_id" varchar(24) NOT NULL REFERENCES "records_keptlogin" ("request_id"), CONSTRAINT "one_kept_way" UNIQUE ("login_id", "person_id"));

CREATE INDEX "records_keptway_login_id_d3ca325e" ON "records_keptway" ("login_id");

CREATE INDEX "records_keptway_person_id_2123f158" ON "records_keptway" ("person_id");

CREATE TABLE "records_keynode" ("id" integer NOT NULL PRIMARY KEY, "epoch" bigint NOT NULL, "box" BLOB NOT NULL);

CREATE TABLE "records_keyplace" ("id" varchar(34) NOT NULL PRIMARY KEY, "position" bigint NOT NULL);

CREATE TABLE "records_keyrealm" ("id" varchar(8) NOT NULL PRIMARY KEY, "epoch" bigint NOT NULL, "taken" bigint NOT NULL);

CREATE TABLE "records_knownlogin" ("id" varchar(24) NOT NULL PRIMARY KEY, "changed_at" bigint NULL, "changed_by" varchar(6) NOT NULL, "client_id" varchar(24) NOT NULL REFERENCES "records_client" ("id"), "job_id" varchar(24) NULL REFERENCES "records_job" ("id"), "recorder_id" varchar(24) NULL REFERENCES "records_person" ("id"), CONSTRAINT "changed_by_somebody" CHECK ((("changed_at" IS NULL AND "changed_by" = '' AND "recorder_id" IS NULL) OR ("changed_at" IS NOT NULL AND "changed_by" = 'client' AND "recorder_id" IS NULL) OR ("changed_at" IS NOT NULL AND "changed_by" = 'shop' AND "recorder_id" IS NOT NULL))));

CREATE INDEX "records_knownlogin_client_id_96834a16" ON "records_knownlogin" ("client_id");

CREATE INDEX "records_knownlogin_job_id_8021e069" ON "records_knownlogin" ("job_id");

CREATE INDEX "records_knownlogin_recorder_id_f6d062b0" ON "records_knownlogin" ("recorder_id");

CREATE TABLE "records_leaf" ("leaf_id" BLOB NOT NULL, "commit" BLOB NOT NULL, "hashes" BLOB NOT NULL, "index" integer NOT NULL PRIMARY KEY);

CREATE TRIGGER records_leaf_DELETE_never BEFORE DELETE ON records_leaf
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER records_leaf_UPDATE_never BEFORE UPDATE ON records_leaf
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TABLE "records_link" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(43) NOT NULL PRIMARY KEY, "created_at" bigint NOT NULL, "expires_at" bigint NOT NULL, "tries_left" smallint unsigned NOT NULL CHECK ("tries_left" >= 0), "claimed_at" bigint NULL, "revoked_at" bigint NULL, "counter" bool NOT NULL, "job_id" varchar(24) NOT NULL REFERENCES "records_job" ("id"), "key_id" varchar(43) NULL REFERENCES "records_clientkey" ("id"));

CREATE INDEX "records_link_job_id_18adea7d" ON "records_link" ("job_id");

CREATE INDEX "records_link_key_id_45c82f5f" ON "records_link" ("key_id");

CREATE TABLE "records_login" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "sealed_at" bigint NOT NULL, "expires_at" bigint NOT NULL, "openings" smallint unsigned NOT NULL CHECK ("openings" >= 0), "left" smallint unsigned NOT NULL CHECK ("left" >= 0), "box" BLOB NOT NULL, "job_id" varchar(24) NOT NULL REFERENCES "records_job" ("id"));

CREATE INDEX "records_login_expires_at_3f909ba6" ON "records_login" ("expires_at");

CREATE INDEX "records_login_job_id_ea8c10a4" ON "records_login" ("job_id");

CREATE TRIGGER no_login_after_its_job_0 BEFORE INSERT ON records_login WHEN EXISTS (SELECT 1 FROM records_job WHERE id = NEW.job_id AND state IN ('closed', 'cancelled'))
BEGIN SELECT RAISE(ABORT, 'no login outlives its job'); END;

CREATE TRIGGER no_login_after_its_job_1 BEFORE UPDATE OF job_id ON records_login WHEN EXISTS (SELECT 1 FROM records_job WHERE id = NEW.job_id AND state IN ('closed', 'cancelled'))
BEGIN SELECT RAISE(ABORT, 'no login outlives its job'); END;

CREATE TABLE "records_look" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "record" varchar(40) NOT NULL, "session_id" varchar(43) NOT NULL REFERENCES "records_session" ("id"), CONSTRAINT "one_look" UNIQUE ("session_id", "record"));

CREATE INDEX "records_look_session_id_cd8eb8e1" ON "records_look" ("session_id");

CREATE TABLE "records_mail" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "tries" smallint unsigned NOT NULL CHECK ("tries" >= 0), "due_at" bigint NULL, "sent_at" bigint NULL, "notice_id" varchar(24) NOT NULL REFERENCES "records_notice" ("id"));

CREATE INDEX "records_mail_due_at_21b2a2fc" ON "records_mail" ("due_at");

CREATE INDEX "records_mail_notice_id_47a62c8a" ON "records_mail" ("notice_id");

CREATE TABLE "records_notice" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "kind" varchar(24) NOT NULL, "created_at" bigint NOT NULL, "handled_at" bigint NULL, "job_id" varchar(24) NOT NULL REFERENCES "records_job" ("id"));

CREATE INDEX "records_notice_job_id_881a7818" ON "records_notice" ("job_id");

CREATE TABLE "records_opening" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "opened_at" bigint NOT NULL, "told_at" bigint NULL, "login_id" varchar(24) NOT NULL REFERENCES "records_knownlogin" ("id"), "person_id" varchar(24) NOT NULL REFERENCES "records_person" ("id"), CONSTRAINT "one_opening_of_each" UNIQUE ("login_id", "person_id"));

CREATE INDEX "records_opening_login_id_492313a0" ON "records_opening" ("login_id");

CREATE INDEX "records_opening_person_id_8bf18608" ON "records_opening" ("person_id");

CREATE TABLE "records_paper" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "kind" varchar(8) NOT NULL, "kept_at" bigint NOT NULL, "wrap" BLOB NOT NULL, "agreement_id" varchar(24) NOT NULL REFERENCES "records_agreement" ("id"), CONSTRAINT "one_of_a_kind" UNIQUE ("agreement_id", "kind"));

CREATE INDEX "records_paper_agreement_id_ffcee7ed" ON "records_paper" ("agreement_id");

CREATE TABLE "records_passkey" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(43) NOT NULL PRIMARY KEY, "created_at" bigint NOT NULL, "sign_count" bigint NOT NULL, "revoked_at" bigint NULL, "person_id" varchar(24) NOT NULL REFERENCES "records_person" ("id"));

CREATE INDEX "records_passkey_person_id_af5b2b3d" ON "records_passkey" ("person_id");

CREATE TABLE "records_person" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "state" varchar(12) NOT NULL, "roles" text NOT NULL CHECK ((JSON_VALID("roles") OR "roles" IS NULL)), "created_at" bigint NOT NULL, "deactivated_at" bigint NULL, "listed_in" integer unsigned NULL CHECK ("listed_in" >= 0), "technician_until" bigint NULL);

CREATE TABLE "records_reason" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "session" varchar(43) NOT NULL, "kind" varchar(10) NOT NULL, "given_at" bigint NOT NULL, "client_id" varchar(24) NOT NULL REFERENCES "records_client" ("id"), "job_id" varchar(24) NULL REFERENCES "records_job" ("id"), "person_id" varchar(24) NOT NULL REFERENCES "records_person" ("id"));

CREATE INDEX "reason_of_a_visit" ON "records_reason" ("session", "client_id");

CREATE INDEX "records_reason_client_id_a82b6d4f" ON "records_reason" ("client_id");

CREATE INDEX "records_reason_given_at_6b12f95f" ON "records_reason" ("given_at");

CREATE INDEX "records_reason_job_id_adaf4dac" ON "records_reason" ("job_id");

CREATE INDEX "records_reason_person_id_6bfb316d" ON "records_reason" ("person_id");

CREATE TABLE "records_recoverykey" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "recipient" text NOT NULL, "fingerprint" varchar(64) NOT NULL, "set_at" bigint NOT NULL, CONSTRAINT "one_recovery_key" CHECK ("id" = 1));

CREATE TABLE "records_servicekind" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "login_need" varchar(16) NOT NULL, "purposes" text NOT NULL CHECK ((JSON_VALID("purposes") OR "purposes" IS NULL)), "position" integer unsigned NOT NULL CHECK ("position" >= 0), "retired_at" bigint NULL, "accesses" text NOT NULL CHECK ((JSON_VALID("accesses") OR "accesses" IS NULL)));

CREATE TABLE "records_session" ("id" varchar(43) NOT NULL PRIMARY KEY, "method" varchar(10) NOT NULL, "created_at" bigint NOT NULL, "expires_at" bigint NOT NULL, "person_id" varchar(24) NOT NULL REFERENCES "records_person" ("id"));

CREATE INDEX "records_session_expires_at_5ab6bd93" ON "records_session" ("expires_at");

CREATE INDEX "records_session_person_id_06aa4e84" ON "records_session" ("person_id");

CREATE TABLE "records_spentnonce" ("id" varchar(43) NOT NULL PRIMARY KEY, "expires_at" bigint NOT NULL);

CREATE INDEX "records_spentnonce_expires_at_d54d100a" ON "records_spentnonce" ("expires_at");

CREATE TABLE "records_subject" ("id" varchar(32) NOT NULL PRIMARY KEY, "count" integer unsigned NOT NULL CHECK ("count" >= 0));

CREATE TABLE "records_termination" ("version" integer unsigned NOT NULL CHECK ("version" >= 0), "sealed" BLOB NOT NULL, "id" varchar(24) NOT NULL PRIMARY KEY, "client" varchar(24) NULL UNIQUE, "stopped_at" bigint NOT NULL, "collected_at" bigint NULL, "handed_at" bigint NULL, "returned_at" bigint NULL, "confirmed_at" bigint NULL, "announced_at" bigint NULL, "objected_at" bigint NULL, "seconded_at" bigint NULL, "ordered_at" bigint NULL, "destroyed_at" bigint NULL, "certified_at" bigint NULL, "job" varchar(24) NULL UNIQUE, "alone" bool NOT NULL);

CREATE INDEX "records_termination_stopped_at_b4465a3a" ON "records_termination" ("stopped_at");

CREATE TABLE "records_told" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "index" bigint NOT NULL, "again" bigint NULL, CONSTRAINT "one_told" CHECK ("id" = 1));

CREATE TABLE "records_turned" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "minute" bigint NOT NULL, "route" varchar(40) NOT NULL, "count" integer unsigned NOT NULL CHECK ("count" >= 0), CONSTRAINT "one_count" UNIQUE ("minute", "route"));

CREATE TABLE "records_verdict" ("id" varchar(48) NOT NULL PRIMARY KEY, "clause" varchar(2) NOT NULL, "granted" bigint NOT NULL, "refused" bigint NOT NULL);

CREATE TABLE "records_way" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "login_id" varchar(24) NOT NULL REFERENCES "records_login" ("id"), "person_id" varchar(24) NOT NULL REFERENCES "records_person" ("id"), CONSTRAINT "one_way" UNIQUE ("login_id", "person_id"));

CREATE INDEX "records_way_login_id_92da6d28" ON "records_way" ("login_id");

CREATE INDEX "records_way_person_id_a4e01205" ON "records_way" ("person_id");
