package org.wardflow.app.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Asks axe-core what on the page of a browser some people could not use: the rules of WCAG 2.2 up to level AA, and good practice. */
public final class Axe {
    /** The one rule of WCAG 2.2 that axe does not apply by itself. */
    private static final String ALSO = "'target-size': {enabled: true}";

    private static final String SCRIPT = script();

    private Axe() {}

    /** What is serious or critical, a line for each element: impact, rule, where, and why. */
    public static List<String> seriousIn(Chromium browser) {
        JsonNode unused = browser.evaluate(SCRIPT + ";null");
        JsonNode violations = browser.evaluate(
                "axe.run(document, {resultTypes: ['violations'], rules: {%s}}).then(found => found.violations)"
                        .formatted(ALSO));
        List<String> serious = new ArrayList<>();
        for (JsonNode violation : violations) {
            String impact = violation.path("impact").asText();
            if (impact.equals("serious") || impact.equals("critical")) {
                violation
                        .path("nodes")
                        .forEach(node -> serious.add("%s %s %s %s"
                                .formatted(
                                        impact,
                                        violation.path("id").asText(),
                                        node.path("target"),
                                        node.path("failureSummary").asText().replaceAll("\\s+", " "))));
            }
        }
        return serious;
    }

    private static String script() {
        try (InputStream in = Objects.requireNonNull(Axe.class.getResourceAsStream("/axe.min.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
