-- One cycle: the rows of a seal, then those of an opening, in two transactions, then its proof.
-- :ledgers is 1, where all clients wait for one head as in the shop, or 8, where no row is shared.
-- The shared rows come as late as they can, as in the shop, so that they are held briefly.
\set ledger :client_id % :ledgers
\set number random(1, 9000000000000000)
BEGIN;
INSERT INTO nonce VALUES (lpad(:number::text, 43, 's'), 1);
INSERT INTO login VALUES (lpad(:number::text, 24, '0'), lpad('', 24, 'j'), 1, 3, :sealed, :box);
INSERT INTO way (login, person) VALUES (lpad(:number::text, 24, '0'), lpad('', 24, 'p'));
UPDATE verdict SET granted = granted + 1 WHERE ledger = :ledger AND id = 'seal';
UPDATE subject SET count = count + 1 WHERE id = lpad(:ledger::text, 28, '0');
UPDATE head SET size = size + 1 WHERE id = :ledger RETURNING :ledger::bigint * 1000000000 + size AS place \gset
INSERT INTO leaf VALUES (:place, :hash, :hash, :hashes);
INSERT INTO event VALUES (:place, lpad(:ledger::text, 28, '0'), :place, :event);
INSERT INTO checkpoint VALUES (:place, :note);
UPDATE realm SET taken = taken + 1 WHERE ledger = :ledger;
SELECT box FROM node WHERE id = :ledger;
UPDATE node SET box = :node WHERE id = :ledger;
INSERT INTO place VALUES (lpad(:number::text, 24, '0'), :number);
COMMIT;
BEGIN;
INSERT INTO nonce VALUES (lpad(:number::text, 43, 'o'), 1);
SELECT * FROM login WHERE id = lpad(:number::text, 24, '0');
SELECT box FROM node WHERE id = :ledger;
UPDATE login SET openings = openings - 1 WHERE id = lpad(:number::text, 24, '0') AND openings > 0;
UPDATE verdict SET granted = granted + 1 WHERE ledger = :ledger AND id = 'open';
UPDATE subject SET count = count + 1 WHERE id = lpad(:ledger::text, 28, '0');
UPDATE head SET size = size + 1 WHERE id = :ledger RETURNING :ledger::bigint * 1000000000 + size AS place \gset
INSERT INTO leaf VALUES (:place, :hash, :hash, :hashes);
INSERT INTO event VALUES (:place, lpad(:ledger::text, 28, '0'), :place, :event);
INSERT INTO checkpoint VALUES (:place, :note);
COMMIT;
SELECT hashes FROM leaf WHERE i IN (1, 2, 4, 8, 16, 32, 64);
