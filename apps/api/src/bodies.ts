import { aggregationRules, decisions, textLimits, type AggregationRule, type CycleAction, type CycleState, type Decision, type ProposalAction, type Role } from '#core';
import { documentFormats, documentKinds, type AdditionBody, type DocumentFormat, type DocumentKind, type GradeScaleRequest, type AttributesRequest, type PersonBody, type PersonChanges, type PlanRequest, type ProposalBody } from '#services';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize, ArrayNotEmpty, IsArray, IsBoolean, IsEmail, IsIn, IsInt, IsObject, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, MinLength, ValidateBy, ValidateIf, ValidateNested,
} from 'class-validator';
import { isDay } from './preconditions.js';

const { line: short, prose: long } = textLimits;
const day = (): PropertyDecorator => ValidateBy({ name: 'isDay', validator: { validate: (given: unknown) => typeof given === 'string' && isDay(given) } });
/** A name in one line, with at least one sign in it that can be seen. */
const aName = /^(?=.*\S)[^\r\n<>"]{1,100}$/;
const nullable = (): PropertyDecorator => ValidateIf((_, given) => given !== undefined && given !== null);
const directions = ['higher', 'lower', 'maintain', 'none'];
const natures = ['flow', 'stock', 'cumulative', 'rate'];

export class SignInBody {
  @IsString() @MaxLength(320) email: string;
  @IsString() @MinLength(1) @MaxLength(1_000) password: string;
}

export class TypedValueBody {
  @IsString() @MaxLength(short) text: string;
  @nullable() @IsInt() @Min(1950) @Max(2200) year?: number | null;
}

export class AddedActualBody {
  @IsInt() @Min(1950) @Max(2200) year: number;
  @IsString() @MaxLength(short) text: string;
}

/** What every proposal may hold. The name stands in the bodies themselves: a rule that a parent sets cannot be taken back by its child. */
class ContentBody {
  @nullable() @IsString() @MaxLength(textLimits.unit) unit?: string | null;
  @nullable() @IsIn(directions) direction?: string | null;
  @nullable() @IsIn(natures) nature?: string | null;
  @nullable() @IsIn(['rename', 'redefinition', 'both']) changeKind?: string | null;
  @nullable() @IsObject() @ValidateNested() @Type(() => TypedValueBody) baseline?: TypedValueBody | null;
  @IsOptional() @IsArray() @ArrayMaxSize(30) @IsObject({ each: true }) @ValidateNested({ each: true }) @Type(() => AddedActualBody) actuals?: AddedActualBody[];
  @nullable() @IsObject() @ValidateNested() @Type(() => TypedValueBody) target?: TypedValueBody | null;
  @IsOptional() @IsString() @MaxLength(long) rationale?: string;
  @IsOptional() @IsString() @MaxLength(long) basis?: string;
  @IsOptional() @IsString() @MaxLength(long) source?: string;
  @nullable() @IsUUID() successorId?: string | null;
  @IsOptional() @IsString() @MaxLength(long) discrepancyReason?: string;
}

export class SaveProposalBody extends ContentBody implements ProposalBody {
  @ValidateIf((_, given) => given !== null) @IsIn(decisions) decision: Decision | null;
  @nullable() @IsString() @MaxLength(short) name?: string | null;
  @nullable() @IsUUID() projectId?: string | null;
}

export class AddIndicatorBody extends ContentBody implements AdditionBody {
  @IsOptional() @IsIn(['add']) decision?: 'add';
  @IsString() @Matches(/\S/) @MaxLength(short) name: string;
  @IsUUID() projectId: string;
  @IsOptional() @IsArray() @ArrayMaxSize(20) @IsUUID(undefined, { each: true }) departmentIds?: string[];
}

export class ActualBody {
  @IsString() @MaxLength(short) text: string;
  @IsOptional() @IsString() @MaxLength(long) note?: string;
  @nullable() @Matches(/^\d{6}$/) municipality?: string | null;
  @IsOptional() @IsIn(['preliminary', 'expected', 'final']) settlement?: 'preliminary' | 'expected' | 'final';
  @nullable() @day() expectedOn?: string | null;
}

export class ProposalActionBody {
  @nullable() @IsString() @MaxLength(long) comment?: string;
}

export class BulkItemBody {
  @IsUUID() id: string;
  @IsInt() @Min(0) @Max(1_000_000_000) version: number;
}

export class BulkBody {
  @IsString() @MaxLength(50) event: ProposalAction;
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(500) @IsObject({ each: true }) @ValidateNested({ each: true }) @Type(() => BulkItemBody) items: BulkItemBody[];
  @nullable() @IsString() @MaxLength(long) comment?: string;
}

export class DeadlinesRequest {
  @nullable() @day() submission?: string | null;
  @nullable() @day() review?: string | null;
  @nullable() @day() vote?: string | null;
}

export class BeginCycleBody {
  @IsUUID() planId: string;
  @IsInt() @Min(1990) @Max(2200) fiscalYear: number;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => DeadlinesRequest) deadlines?: DeadlinesRequest;
}

export class ChangeCycleBody {
  @IsObject() @ValidateNested() @Type(() => DeadlinesRequest) deadlines: DeadlinesRequest;
}

export class CycleActionBody {
  @nullable() @IsString() @MaxLength(long) reason?: string;
  @IsOptional() @IsIn(['preparing', 'collecting', 'reviewing', 'deliberating']) to?: CycleState;
}

export class RemindBody {
  @IsOptional() @IsArray() @ArrayMaxSize(200) @IsUUID(undefined, { each: true }) departmentIds?: string[];
}

export class ExceptionBody {
  @day() until: string;
  @IsString() @Matches(/\S/) @MaxLength(long) reason: string;
}

export class CommentBody {
  @IsString() @Matches(/\S/) @MaxLength(long) text: string;
}

export class DocumentBody {
  @IsIn(documentKinds) kind: DocumentKind;
  @IsIn(documentFormats) format: DocumentFormat;
}

export class RoleHeldBody {
  @IsIn(['officer', 'section_head', 'coordinator', 'committee_member', 'viewer', 'administrator']) role: Role;
  @nullable() @IsUUID() departmentId?: string | null;
  @nullable() @IsUUID() planId?: string | null;
  @nullable() @IsUUID() municipalityId?: string | null;
}

export class InvitePersonBody implements PersonBody {
  @IsEmail({ require_tld: false }) @MaxLength(320) email: string;
  @IsString() @Matches(aName) name: string;
  @Matches(/^\d{6}$/) municipalityCode: string;
  @IsString() @MaxLength(1_000) password: string;
  @IsArray() @ArrayMaxSize(50) @IsObject({ each: true }) @ValidateNested({ each: true }) @Type(() => RoleHeldBody) roles: RoleHeldBody[];
}

export class ChangePersonBody implements PersonChanges {
  @IsOptional() @IsString() @Matches(aName) name?: string;
  @IsOptional() @IsBoolean() active?: boolean;
  @IsOptional() @IsString() @MaxLength(1_000) password?: string;
  @IsOptional() @IsArray() @ArrayMaxSize(50) @IsObject({ each: true }) @ValidateNested({ each: true }) @Type(() => RoleHeldBody) roles?: RoleHeldBody[];
}

export class NarrativeRequest {
  @IsString() @Matches(/\S/) @MaxLength(100) title: string;
  @IsString() @MaxLength(40_000) markdown: string;
  @IsOptional() @IsBoolean() afterSections?: boolean;
  @IsOptional() @IsInt() @Min(1) @Max(1_000) position?: number;
}

export class LinkBody {
  @IsIn(['confirmed', 'dismissed']) state: 'confirmed' | 'dismissed';
}

export class GradeBandBody {
  @IsString() @Matches(/\S/) @MaxLength(30) grade: string;
  @IsString() @Matches(/^\d{1,3}(\.\d{1,2})?$/) percent: string;
}

export class GradeScaleBody implements GradeScaleRequest {
  @IsInt() @Min(1990) @Max(2200) fromYear: number;
  @IsIn(['level', 'progress']) by: 'level' | 'progress';
  @nullable() @IsString() @Matches(/\S/) @MaxLength(30) reached?: string | null;
  @IsArray() @ArrayMaxSize(10) @IsObject({ each: true }) @ValidateNested({ each: true }) @Type(() => GradeBandBody) bands: GradeBandBody[];
  @IsString() @Matches(/\S/) @MaxLength(30) rest: string;
  @IsString() @Matches(/\S/) @MaxLength(30) noValue: string;
}

export class MunicipalityBody {
  @Matches(/^\d{6}$/) code: string;
  @IsString() @Matches(aName) name: string;
}

export class DepartmentBody {
  @Matches(/^\d{6}$/) municipalityCode: string;
  @IsString() @Matches(aName) name: string;
}

export class PlanBody implements PlanRequest {
  @IsIn(['vision', 'strategy']) kind: 'vision' | 'strategy';
  @IsString() @Matches(aName) title: string;
  @IsInt() @Min(1990) @Max(2200) fromYear: number;
  @IsInt() @Min(1990) @Max(2200) toYear: number;
  @IsInt() @Min(1990) @Max(2200) baseYear: number;
  @IsInt() @Min(1990) @Max(2200) targetYear: number;
  @IsOptional() @IsArray() @ArrayMaxSize(6) @Matches(aName, { each: true }) levelNames?: string[];
  @nullable() @IsUUID() partnershipId?: string | null;
  @nullable() @IsString() @Matches(aName) partnershipName?: string | null;
  @IsOptional() @IsArray() @ArrayMaxSize(50) @Matches(/^\d{6}$/, { each: true }) municipalities?: string[];
  @IsOptional() @IsBoolean() endorsementAsked?: boolean;
}

export class ChangePlanBody {
  @IsBoolean() endorsementAsked: boolean;
}

export class AggregationBody {
  @IsInt() @Min(1950) @Max(2200) fromYear: number;
  @IsIn(aggregationRules) rule: AggregationRule;
}

export class AttributesBody implements AttributesRequest {
  @IsOptional() @IsIn(directions) direction?: 'higher' | 'lower' | 'maintain' | 'none';
  @IsOptional() @IsIn(natures) nature?: 'flow' | 'stock' | 'cumulative' | 'rate';
  @IsOptional() @IsArray() @ArrayMaxSize(20) @IsObject({ each: true }) @ValidateNested({ each: true }) @Type(() => AggregationBody) aggregation?: AggregationBody[];
}

export class AssignBody {
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(20) @IsUUID(undefined, { each: true }) departmentIds: string[];
}

/** The name of an action in a path. */
export type EventName = ProposalAction | CycleAction;
