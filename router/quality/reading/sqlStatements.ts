/**
 * What the statements of some SQL start with. `known`: commands that the parsers judge well; `wrong`: a word that
 * starts no SQL, such as SELEC, which a dialect may still take for the name of a procedure; `unknown`: rarer
 * commands, and parts of a statement.
 */
export function firstWords(code: string): 'known' | 'wrong' | 'unknown' {
	const kinds = statementStarts(code).map(kindOf);
	if (kinds.includes('unknown')) return 'unknown';
	return kinds.includes('wrong') ? 'wrong' : kinds.length > 0 ? 'known' : 'unknown';
}

interface Start {
	/** In upper case. */
	readonly word: string;
	/** The word or sign behind it. */
	readonly next: string;
}

function kindOf({ word, next }: Start): 'known' | 'wrong' | 'unknown' {
	if (KNOWN.has(word)) return 'known';
	if (DEFINES.has(word)) return DEFINED.has(next) ? 'known' : 'unknown';
	// A name, an expression, the columns of a table, a call of a stored procedure.
	const isPart = !/^[A-Z]/.test(word) || !/^[\w"`[*]/.test(next) || TYPES.has(next) || /^(?:SP|XP)_/.test(word);
	return isPart || OTHERS.has(word) ? 'unknown' : 'wrong';
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const KNOWN = words('SELECT INSERT UPDATE DELETE WITH REPLACE TRUNCATE');
/** Of these the parsers know the common forms only. */
const DEFINES = words('CREATE ALTER DROP');
const DEFINED = words('TABLE INDEX VIEW DATABASE UNIQUE');
/** Commands, and clauses that stand alone in an excerpt. */
const OTHERS = words(
	`ABORT ANALYZE ATTACH BACKUP BEGIN BREAK CALL CASE CHECKPOINT CLOSE CLUSTER COMMENT COMMIT CONTINUE COPY DEALLOCATE DECLARE DELIMITER DENY DESC
	DESCRIBE DETACH DISCARD DO ELSE ELSEIF END EXCEPTION EXEC EXECUTE EXPLAIN FETCH FLUSH FOR GO GOTO GRANT HANDLER HELP IF IMPORT INSTALL ITERATE KILL LEAVE LISTEN
	LOAD LOCK LOOP MERGE MOVE NOTIFY OPEN OPTIMIZE PIVOT PRAGMA PREPARE PRINT PROCEDURE RAISE RAISERROR REASSIGN RECONFIGURE REFRESH REINDEX
	RELEASE RENAME REPAIR REPEAT RESET RESIGNAL RESTORE RETURN REVERT REVOKE ROLLBACK SAVE SAVEPOINT SET SHOW SHUTDOWN SIGNAL SOURCE START TABLE
	THROW UNLISTEN UNLOCK USE VACUUM VALUES WAITFOR WHILE
	ADD AND AS BETWEEN BY COLUMN CONSTRAINT CROSS EXCEPT EXISTS FOREIGN FROM FULL GROUP HAVING IN INNER INTERSECT INTO JOIN KEY LEFT LIKE LIMIT MODIFY
	NATURAL NOT OFFSET ON OR ORDER OUTER OVER PARTITION PRIMARY REFERENCES RETURNING RIGHT THEN UNION UNIQUE USING WHEN WHERE WINDOW`,
);
const TYPES = words(
	`BIGINT BIGSERIAL BINARY BIT BLOB BOOL BOOLEAN BYTEA CHAR CHARACTER DATE DATETIME DATETIME2 DEC DECIMAL DOUBLE ENUM FLOAT INT INT4 INT8 INTEGER
	INTERVAL JSON JSONB LONGTEXT MEDIUMINT MEDIUMTEXT MONEY NCHAR NTEXT NUMERIC NVARCHAR REAL SERIAL SMALLINT TEXT TIME TIMESTAMP TIMESTAMPTZ
	TINYINT TINYTEXT UNIQUEIDENTIFIER UUID VARBINARY VARCHAR VARCHAR2 YEAR`,
);

/** Comments, quoted text and words; any other sign alone. An open quotation or comment ends with its first sign. */
const TOKEN = /--[^\n]*|#[^\n]*|\/\*|'[^']*'|"[^"]*"|`[^`]*`|[\p{L}_][\p{L}\p{N}_$]*|\S/gu;

/** Statements end at a semicolon; brackets before the first word belong to it, as in (SELECT 1) UNION (SELECT 2). */
function statementStarts(code: string): Start[] {
	const starts: Start[] = [];
	let word: string | null = null;
	let started = false;
	for (const token of tokensOf(code)) {
		if (token === ';') {
			if (word !== null) starts.push({ word, next: ';' });
			word = null;
			started = false;
		} else if (word !== null) {
			starts.push({ word, next: token });
			word = null;
		} else if (!started && token !== '(') {
			word = token;
			started = true;
		}
	}
	return word === null ? starts : [...starts, { word, next: ';' }];
}

function* tokensOf(code: string): Generator<string> {
	let from = 0;
	TOKEN.lastIndex = 0;
	while (from < code.length) {
		TOKEN.lastIndex = from;
		const token = TOKEN.exec(code)?.[0];
		if (token === undefined) return;
		from = TOKEN.lastIndex;
		if (token === '/*') {
			const end = code.indexOf('*/', from);
			from = end === -1 ? code.length : end + 2;
		} else if (!token.startsWith('--') && !token.startsWith('#')) {
			yield token.toUpperCase();
		}
	}
}
