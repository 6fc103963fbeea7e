/**
 * Gold in PostgreSQL, for the board and for BI tools: tables, KPIs, and who sees what.
 *
 * <ul>
 *   <li>{@link org.wardflow.warehouse.embedded.EmbeddedPostgres#start} gives a {@link org.wardflow.warehouse.Server} of our own;
 *       any other is an address and a login that may create roles.
 *   <li>{@link org.wardflow.warehouse.Warehouse#open} brings its schema to what contracts, KPIs and policy say.
 *   <li>{@link org.wardflow.warehouse.Publisher#publish} brings a manifest of the lake to it, all tables in one transaction, and
 *       then notifies the channel {@link org.wardflow.warehouse.internal.Publishing#CHANNEL}.
 *   <li>{@link org.wardflow.warehouse.Warehouse#read} works as a {@link org.wardflow.warehouse.Viewer}, a role within scopes:
 *       {@code gold.*} and {@code silver.*} are the lake's tables with the viewer's rows and masks, {@code kpi.NAME} a figure
 *       at the last closed hour, {@code kpi.NAME(as_of)} at any instant, {@code kpi_whole.NAME} the same of all hospitals where
 *       the policy grants it, {@code access.published} the manifest shown, {@code access.me} the viewer.
 *   <li>{@link org.wardflow.warehouse.Warehouse#kpi} picks the one that the viewer may see, and says which.
 *   <li>{@link org.wardflow.warehouse.Warehouse#logins} makes logins for BI tools, under the same rules.
 * </ul>
 */
@NullMarked
package org.wardflow.warehouse;

import org.jspecify.annotations.NullMarked;
