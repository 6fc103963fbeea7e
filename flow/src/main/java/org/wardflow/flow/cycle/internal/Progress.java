package org.wardflow.flow.cycle.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.wardflow.flow.model.Model;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.TableName;

/**
 * The versions of its inputs that a model's rows were computed from. It is committed with the rows, as domain metadata. A cycle
 * that changes no row commits nothing: then the manifest, which names the version of every table, says the same, for a model that
 * is not up to date by the end of a cycle is marked as stalled before the manifest is written, or, where its table cannot take that
 * mark, left out of the manifest.
 *
 * @param hash of everything else that the rows depend on
 * @param inputs version by table
 * @param tables which table of that name the version counts in; may lack some
 * @param stalled manifests say nothing of this model's progress
 */
record Progress(String hash, SortedMap<TableName, Long> inputs, SortedMap<TableName, String> tables, boolean stalled) {
    /** The name of the domain. */
    static final String DOMAIN = "wardflow.inputs";

    private static final ObjectMapper JSON = new ObjectMapper();

    Progress {
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
    }

    /** Rows computed from these inputs. */
    static Progress of(String hash, List<Snapshot> inputs) {
        SortedMap<TableName, Long> versions = new TreeMap<>();
        SortedMap<TableName, String> tables = new TreeMap<>();
        for (Snapshot input : inputs) {
            versions.put(input.table(), input.version());
            tables.put(input.table(), input.tableId());
        }
        return new Progress(hash, versions, tables, false);
    }

    /** The progress that the lake records; empty if the model never ran. */
    static Optional<Progress> recorded(Model model, Snapshot own, Optional<Manifest> manifest) {
        return own.domain(DOMAIN).map(Progress::parse).map(progress -> progress.advanced(model, manifest));
    }

    private Progress advanced(Model model, Optional<Manifest> manifest) {
        boolean named = manifest.filter(newest -> newest.versions().containsKey(model.table()))
                .isPresent();
        if (stalled || manifest.isEmpty() || !named) {
            return this;
        }
        SortedMap<TableName, Long> newest = new TreeMap<>(inputs);
        for (TableName input : model.upstream()) {
            // A version of the table that had the name before says nothing of this one.
            String counted = manifest.get().tables().get(input);
            Long version = manifest.get().versions().get(input);
            if (version != null && (counted == null || counted.equals(tables.getOrDefault(input, counted)))) {
                newest.merge(input, version, Math::max);
            }
        }
        return new Progress(hash, newest, tables, false);
    }

    /** The same, marked: no later manifest speaks for this model until its next commit. */
    Progress stall() {
        return new Progress(hash, inputs, tables, true);
    }

    /** The version of an input; empty if it was not seen, or was another table of that name. */
    Optional<Long> version(Snapshot input) {
        boolean same = tables.getOrDefault(input.table(), input.tableId()).equals(input.tableId());
        return same ? Optional.ofNullable(inputs.get(input.table())) : Optional.empty();
    }

    String text() {
        ObjectNode node = JSON.createObjectNode();
        node.put("hash", hash);
        ObjectNode versions = node.putObject("inputs");
        inputs.forEach((table, version) -> versions.put(table.toString(), version));
        ObjectNode ids = node.putObject("tables");
        tables.forEach((table, id) -> ids.put(table.toString(), id));
        if (stalled) {
            node.put("stalled", true);
        }
        return node.toString();
    }

    private static Progress parse(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            SortedMap<TableName, Long> inputs = new TreeMap<>();
            node.path("inputs")
                    .properties()
                    .forEach(entry -> inputs.put(
                            TableName.parse(entry.getKey()), entry.getValue().asLong()));
            SortedMap<TableName, String> tables = new TreeMap<>();
            node.path("tables")
                    .properties()
                    .forEach(entry -> tables.put(
                            TableName.parse(entry.getKey()), entry.getValue().asText()));
            return new Progress(
                    node.path("hash").asText(),
                    inputs,
                    tables,
                    node.path("stalled").asBoolean());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The domain " + DOMAIN + " is written by this class alone", e);
        }
    }
}
