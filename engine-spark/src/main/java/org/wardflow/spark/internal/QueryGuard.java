package org.wardflow.spark.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import scala.jdk.javaapi.CollectionConverters;

/** Lets through one SELECT over tables of the lake. It judges the tree that Spark's own parser makes, so that no spelling gets around it. */
final class QueryGuard {
    private static final Set<String> LAYERS = Set.of("bronze", "silver", "gold", "codes");
    private static final Set<String> TABLE_FUNCTIONS = Set.of("explode", "range");

    /** Functions that call any method of any class. */
    private static final Set<String> FORBIDDEN = Set.of("reflect", "try_reflect", "java_method");

    private final org.apache.spark.sql.classic.SparkSession spark;
    private final Set<String> defined = new HashSet<>();
    private final List<String> tables = new ArrayList<>();

    QueryGuard(SparkSession spark) {
        this.spark = (org.apache.spark.sql.classic.SparkSession) spark;
    }

    void check(String sql) {
        Deque<TreeNode<?>> open = new ArrayDeque<>();
        open.add(parse(sql));
        while (!open.isEmpty()) {
            TreeNode<?> node = open.remove();
            look(node);
            CollectionConverters.asJava(node.children()).forEach(child -> open.add((TreeNode<?>) child));
            CollectionConverters.asJava(node.innerChildren()).forEach(child -> open.add((TreeNode<?>) child));
            if (node instanceof LogicalPlan plan) {
                CollectionConverters.asJava(plan.expressions()).forEach(open::add);
            }
            if (node instanceof SubqueryExpression query) {
                open.add(query.plan());
            }
        }
        tables.removeAll(defined);
        if (!tables.isEmpty()) {
            throw Failures.invalidQuery("the table " + tables.get(0) + ", which has no layer before its name");
        }
    }

    private LogicalPlan parse(String sql) {
        try {
            return spark.sessionState().sqlParser().parsePlan(sql);
        } catch (Exception e) {
            throw Failures.invalidQuery(Failures.describe(e));
        }
    }

    private void look(TreeNode<?> node) {
        if (node instanceof Command || node instanceof ParsedStatement) {
            throw Failures.invalidQuery("a statement that is no SELECT");
        } else if (node instanceof UnresolvedRelation table) {
            table(CollectionConverters.asJava(table.multipartIdentifier()));
        } else if (node instanceof UnresolvedTableValuedFunction function) {
            require(TABLE_FUNCTIONS.contains(name(CollectionConverters.asJava(function.name()))), "table function");
        } else if (node instanceof UnresolvedFunction function) {
            require(!FORBIDDEN.contains(name(CollectionConverters.asJava(function.nameParts()))), "function");
        } else if (node instanceof UnresolvedWith with) {
            CollectionConverters.asJava(with.innerChildren())
                    .forEach(query -> defined.add(lower(((SubqueryAlias) query).alias())));
        }
    }

    private void table(List<String> parts) {
        if (parts.size() == 1) {
            tables.add(lower(parts.get(0)));
        } else if (parts.size() > 2 || !LAYERS.contains(lower(parts.get(0)))) {
            throw Failures.invalidQuery("the table " + String.join(".", parts));
        }
    }

    private static void require(boolean allowed, String what) {
        if (!allowed) {
            throw Failures.invalidQuery("a " + what + " that is not allowed");
        }
    }

    private static String name(List<String> parts) {
        return lower(parts.get(parts.size() - 1));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
