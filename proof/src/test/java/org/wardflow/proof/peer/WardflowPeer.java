package org.wardflow.proof.peer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.proof.laws.Site;

/** Ours, as the app puts it together, with all of its tables. */
final class WardflowPeer implements Peer {
    private static final Instant RECORDED = Instant.parse("2026-11-01T00:00:00Z");
    private static final String TIME = "'%Y-%m-%dT%H:%M:%S'";

    private final SqlEngine engine;
    private final Site site;

    WardflowPeer(Path folder) {
        Content content = Content.load(WardflowPeer.class.getClassLoader(), Optional.empty());
        this.engine = DuckDbEngine.start(
                new DuckDbSettings(2_000_000_000, 2, folder.resolve("spill"), 8_000_000_000L, List.of(folder)),
                content);
        this.site = new Site(folder, content, engine);
    }

    @Override
    public String name() {
        return "Wardflow";
    }

    @Override
    public void take(List<byte[]> payloads, Path lines) {
        site.takeMessages("patient-flow", payloads, RECORDED);
        var unused = site.run();
    }

    @Override
    public List<String> visits() {
        return site.texts("select concat_ws('|', patient_id, hospital_id, department, bed_id, strftime(admission_ts, "
                + TIME + "), strftime(coalesce(discharge_ts, expected_discharge_ts), " + TIME
                + ")) from gold.fact_patient_flow");
    }

    @Override
    public List<String> versions() {
        return site.texts(
                "select concat_ws('|', patient_id, gender, coalesce(cast(age as varchar), 'null')) from gold.dim_patient");
    }

    @Override
    public void close() {
        site.close();
        engine.close();
    }
}
