package org.wardflow.duckdb;

import java.nio.file.Path;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlEngineContract;

class DuckDbContractTest extends SqlEngineContract {
    @Override
    protected SqlEngine start(Path folder) {
        return TinyLake.engine(folder, TinyLake.tiny());
    }
}
