package org.wardflow.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlEngineContract;

class SparkContractTest extends SqlEngineContract {
    @Override
    protected SqlEngine start(Path folder) throws IOException {
        return SparkEngine.on(TestSpark.session(), Content.load(folder));
    }
}
