package org.wardflow.app.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WardflowException;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.check.Examples;
import org.wardflow.flow.check.IncrementalProperty;
import org.wardflow.flow.check.Linter;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Example;
import org.wardflow.flow.content.Kpi;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Model;
import org.wardflow.lake.TableName;

/**
 * The checks of docs/models.md on an engine of its own, far from any home's rows: the portable subset of SQL, the worked examples, and of
 * models that after changes of random rows in any batches the table holds what the model gives when it is evaluated whole.
 */
public final class ContentCheck implements AutoCloseable {
    private final Content content;
    private final DuckDbEngine engine;
    private final SqlSession session;
    private final Examples examples;
    private final IncrementalProperty property;

    /** @param folder empty; it stays, with what the checks write */
    public ContentCheck(Content content, Settings settings, Path folder) {
        this.content = content;
        this.engine = DuckDbEngine.start(
                new DuckDbSettings(
                        settings.value(Settings.ENGINE_MEMORY),
                        Workspace.threads(settings),
                        folder.resolve("spill"),
                        settings.value(Settings.ENGINE_SPILL),
                        List.of(folder)),
                content);
        this.session = engine.open();
        this.examples = new Examples(content, session);
        this.property = new IncrementalProperty(content, engine, folder);
    }

    /**
     * What was found of a model or a KPI.
     *
     * @param examples how many it has
     * @param states of its table that were compared; 0 for a KPI
     * @param problems a line each; none if all checks hold
     */
    public record Checked(String name, int examples, int states, List<String> problems) {
        public Checked {
            problems = List.copyOf(problems);
        }
    }

    /** The names of all models and KPIs. */
    public static NavigableSet<String> names(Content content) {
        NavigableSet<String> names = new TreeSet<>(content.kpis().keySet());
        content.graph().models().keySet().forEach(table -> names.add(table.toString()));
        return names;
    }

    /** Those of which a folder holds a file; none if it is not there. */
    public static NavigableSet<String> overlaid(Content content, Path folder) {
        NavigableSet<String> names = new TreeSet<>();
        if (!Files.isDirectory(folder)) {
            return names;
        }
        try (Stream<Path> files = Files.walk(folder.toRealPath())) {
            Path root = folder.toRealPath();
            files.filter(Files::isRegularFile)
                    .map(root::relativize)
                    .filter(file -> file.getNameCount() > 2)
                    .map(file -> file.getName(0).toString().equals("kpi")
                            ? file.getName(1).toString()
                            : file.getName(0) + "." + file.getName(1))
                    .forEach(names::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        names.retainAll(names(content));
        return names;
    }

    /**
     * Checks a model or a KPI.
     *
     * @param name one of {@link #names}
     * @param seeds how many runs over random rows a model gets, from 1
     */
    public Checked check(String name, int seeds) {
        Optional<Kpi> kpi = Optional.ofNullable(content.kpis().get(name));
        Optional<Model> model =
                kpi.isPresent() ? Optional.empty() : content.graph().model(TableName.parse(name));
        String sql = kpi.map(Kpi::sql)
                .or(() -> model.map(Model::sql))
                .orElseThrow(() -> new IllegalArgumentException("no model and no KPI: " + name));
        List<String> problems = new ArrayList<>();
        Linter.problems(sql).forEach(problem -> problems.add("not portable: " + problem));
        List<Example> own = content.examples().stream()
                .filter(example -> example.of().equals(name))
                .toList();
        own.forEach(example -> run(example, problems));
        int states = model.map(each -> compare(each.table(), seeds, problems)).orElse(0);
        return new Checked(name, own.size(), states, problems);
    }

    private void run(Example example, List<String> problems) {
        String before = "example " + example.name() + ": ";
        try {
            examples.differences(example).forEach(line -> problems.add(before + line));
        } catch (WardflowException e) {
            problems.add(before + e.found());
        } catch (IllegalArgumentException e) {
            problems.add(before + e.getMessage());
        }
    }

    private int compare(TableName table, int seeds, List<String> problems) {
        try {
            IncrementalProperty.Result result = property.check(table, seeds);
            result.differences().forEach(line -> problems.add("differs from a full rebuild: " + line));
            if (result.compared() == 0) {
                problems.add(
                        "no state could be compared with a full rebuild: the random rows, made of the values in the examples,"
                                + " break a contract each time");
            }
            return result.compared();
        } catch (WardflowException e) {
            problems.add("over random rows: " + e.found());
            return 0;
        }
    }

    @Override
    public void close() {
        session.close();
        engine.close();
    }
}
