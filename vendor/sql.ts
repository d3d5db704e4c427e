export { Parser as MySql } from 'node-sql-parser/build/mysql';
export { Parser as PostgreSql } from 'node-sql-parser/build/postgresql';
export { Parser as Sqlite } from 'node-sql-parser/build/sqlite';
export { Parser as TransactSql } from 'node-sql-parser/build/transactsql';
