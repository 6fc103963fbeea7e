package org.wardflow.proof.architecture.broken.flow;

import org.duckdb.DuckDBDriver;

final class UsesDuckDb {
    DuckDBDriver driver() {
        return new DuckDBDriver();
    }
}
