import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** Rows that are written as they are given; what moves along a table is written by `Tx.record…` alone. */

@Entity('municipality')
export class Municipality {
  @PrimaryGeneratedColumn('uuid') id: string;
  /** 全国地方公共団体コード, six digits. */
  @Column('text') code: string;
  @Column('text') name: string;
}

@Entity('partnership')
export class Partnership {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('text') name: string;
}

@Entity('partnership_municipality')
export class PartnershipMunicipality {
  @PrimaryColumn('uuid', { name: 'partnership_id' }) partnershipId: string;
  @PrimaryColumn('uuid', { name: 'municipality_id' }) municipalityId: string;
  @Column('boolean') central: boolean;
  @Column('int') position: number;
}

@Entity('department')
export class Department {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid', { name: 'municipality_id' }) municipalityId: string;
  @Column('text') name: string;
  @Column('int') position: number;
  @Column('boolean') active: boolean;
}

@Entity('person')
export class Person {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('text') email: string;
  @Column('text') name: string;
  @Column('uuid', { name: 'municipality_id', nullable: true }) municipalityId: string | null;
  @Column('text', { name: 'password_hash', nullable: true }) passwordHash: string | null;
  @Column('boolean') active: boolean;
  @Column('int') version: number;
}

@Entity('role_held')
export class RoleHeldRow {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('text') role: string;
  @Column('uuid', { name: 'department_id', nullable: true }) departmentId: string | null;
  @Column('uuid', { name: 'plan_id', nullable: true }) planId: string | null;
  @Column('uuid', { name: 'municipality_id', nullable: true }) municipalityId: string | null;
  @Column('int') position: number;
}

@Entity('plan')
export class Plan {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid', { name: 'partnership_id' }) partnershipId: string;
  @Column('text') kind: 'vision' | 'strategy';
  @Column('text') title: string;
  @Column('int', { name: 'from_year' }) fromYear: number;
  @Column('int', { name: 'to_year' }) toYear: number;
  @Column('int', { name: 'base_year' }) baseYear: number;
  @Column('int', { name: 'target_year' }) targetYear: number;
  @Column('text', { name: 'level_names', array: true }) levelNames: string[];
  @Column('boolean', { name: 'endorsement_asked' }) endorsementAsked: boolean;
}

@Entity('section')
export class Section {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid', { name: 'partnership_id' }) partnershipId: string;
  @Column('uuid', { name: 'plan_id' }) planId: string;
  @Column('uuid', { name: 'parent_id', nullable: true }) parentId: string | null;
  @Column('int') level: number;
  @Column('text') name: string;
  @Column('int') position: number;
}

@Entity('project')
export class Project {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid', { name: 'partnership_id' }) partnershipId: string;
  @Column('uuid', { name: 'plan_id' }) planId: string;
  @Column('uuid', { name: 'section_id' }) sectionId: string;
  /** Null where the form lost it. */
  @Column('text', { nullable: true }) name: string | null;
  @Column('text') aim: string;
  @Column('int') position: number;
}

@Entity('project_department')
export class ProjectDepartment {
  @PrimaryColumn('uuid', { name: 'project_id' }) projectId: string;
  @PrimaryColumn('uuid', { name: 'department_id' }) departmentId: string;
  @Column('uuid', { name: 'partnership_id' }) partnershipId: string;
  @Column('int') position: number;
}

@Entity('indicator')
export class Indicator {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid', { name: 'partnership_id' }) partnershipId: string;
  @Column('uuid', { name: 'plan_id' }) planId: string;
  @Column('uuid', { name: 'project_id' }) projectId: string;
  /** What is printed in the first column of the office's form: unique in the plan. */
  @Column('text') key: string;
  @Column('int') position: number;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt: Date | null;
  @Column('uuid', { name: 'successor_id', nullable: true }) successorId: string | null;
}

@Entity('indicator_department')
export class IndicatorDepartment {
  @PrimaryColumn('uuid', { name: 'indicator_id' }) indicatorId: string;
  @PrimaryColumn('uuid', { name: 'department_id' }) departmentId: string;
  @Column('uuid', { name: 'partnership_id' }) partnershipId: string;
  @Column('boolean') lead: boolean;
  @Column('int') position: number;
}

@Entity('indicator_definition')
export class IndicatorDefinition {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid', { name: 'partnership_id' }) partnershipId: string;
  @Column('uuid', { name: 'indicator_id' }) indicatorId: string;
  @Column('int') number: number;
  @Column('text') name: string;
  @Column('text', { nullable: true }) unit: string | null;
  @Column('text') direction: string;
  @Column('text') nature: string;
  @Column('text', { name: 'baseline_text' }) baselineText: string;
  @Column('int', { name: 'baseline_year', nullable: true }) baselineYear: number | null;
  @Column('text', { name: 'target_text' }) targetText: string;
  @Column('int', { name: 'target_year', nullable: true }) targetYear: number | null;
  @Column('text') basis: string;
  @Column('text') source: string;
  @Column('boolean', { name: 'breaks_series' }) breaksSeries: boolean;
  @Column('timestamptz', { name: 'in_force_from' }) inForceFrom: Date;
  @Column('timestamptz', { name: 'in_force_until', nullable: true }) inForceUntil: Date | null;
}

@Entity('actual')
export class Actual {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid', { name: 'partnership_id' }) partnershipId: string;
  @Column('uuid', { name: 'indicator_id' }) indicatorId: string;
  @Column('int') year: number;
  @Column('uuid', { name: 'municipality_id', nullable: true }) municipalityId: string | null;
  @Column('text') text: string;
  @Column('text') note: string;
  @Column('int') version: number;
}

@Entity('cycle')
export class Cycle {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid', { name: 'partnership_id' }) partnershipId: string;
  @Column('uuid', { name: 'plan_id' }) planId: string;
  @Column('int', { name: 'fiscal_year' }) fiscalYear: number;
  @Column('text') state: string;
  @Column('int', { name: 'step_number' }) stepNumber: number;
  @Column('int') version: number;
  @Column('date', { name: 'submission_deadline', nullable: true }) submissionDeadline: string | null;
  @Column('date', { name: 'review_deadline', nullable: true }) reviewDeadline: string | null;
  @Column('date', { name: 'vote_deadline', nullable: true }) voteDeadline: string | null;
}

export const entities = [
  Municipality, Partnership, PartnershipMunicipality, Department, Person, RoleHeldRow, Plan, Section, Project, ProjectDepartment,
  Indicator, IndicatorDepartment, IndicatorDefinition, Actual, Cycle,
];
